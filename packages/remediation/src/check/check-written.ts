import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import type { ProjectFiles } from '@maximus/inventory';
import { packageManagers } from '../package-managers/registry.ts';
import type { RegistryAccess } from '../package-managers/types.ts';
import type { PlannedRemedy } from '../plan/plan-remedies.ts';
import { checkPlan } from './check-plan.ts';
import type { PlanVerdict } from './types.ts';

/** A remedy with the lock file that its tool wrote, and the project that it is for. */
export interface WrittenChange {
  readonly remedy: PlannedRemedy;
  readonly project: ProjectFiles;
  /** Absolute; where the files of the project lie. */
  readonly folder: string;
  /** The registries that this machine is set to. */
  readonly access?: Pick<RegistryAccess, 'defaultRegistry' | 'archiveHosts'>;
}

/** What is looked at before the arena (eureka.md §6), links in the project's folder included. */
export async function checkWritten({ remedy, project, folder, access }: WrittenChange): Promise<PlanVerdict> {
  const { plan, change } = remedy;
  const manager = packageManagers.get(plan.package_manager);
  const changes = change?.files ?? [];
  if (manager === undefined) {
    const failures = [`Nobody knows what ${plan.package_manager} may change.`];
    return { passed: false, checks_run: [], failures, warnings: [] };
  }
  const special = new Set(changes.map(({ file }) => file).filter((file) => leadsElsewhere(folder, file)));
  const registries = access === undefined ? [] : [access.defaultRegistry, ...(access.archiveHosts ?? [])];
  return checkPlan({ project, manager, lockFile: plan.lock_file, changes, special, registries });
}

/** Whether a file, or a folder on its way, is a link. */
export function leadsElsewhere(folder: string, file: string): boolean {
  const parts = file.split('/');
  return parts.some((_part, depth) => {
    const facts = lstatSync(join(folder, ...parts.slice(0, depth + 1)), { throwIfNoEntry: false });
    return facts?.isSymbolicLink() === true;
  });
}
