import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import { checkPlan, type PlannedRemedy, type PlanVerdict, packageManagers } from '@maximus/remediation';
import type { OpenProject } from '../proving/project-place.ts';

/** What is looked at before the arena (eureka.md §6), with the links of the project's folder. */
export async function checkWritten(
  { files, tree }: Pick<OpenProject, 'files' | 'tree'>,
  { plan, change }: PlannedRemedy,
): Promise<PlanVerdict> {
  const manager = packageManagers.get(plan.package_manager);
  const changes = change?.files ?? [];
  if (manager === undefined) {
    const failures = [`Nobody knows what ${plan.package_manager} may change.`];
    return { passed: false, checks_run: [], failures, warnings: [] };
  }
  const special = new Set(changes.map(({ file }) => file).filter((file) => leadsElsewhere(tree.folder, file)));
  return checkPlan({ project: files, manager, lockFile: plan.lock_file, changes, special });
}

/** Whether a file, or a folder on its way, is a link. */
function leadsElsewhere(folder: string, file: string): boolean {
  const parts = file.split('/');
  return parts.some((_part, depth) => {
    const facts = lstatSync(join(folder, ...parts.slice(0, depth + 1)), { throwIfNoEntry: false });
    return facts?.isSymbolicLink() === true;
  });
}
