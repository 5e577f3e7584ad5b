import type { ProjectFiles } from '@maximus/inventory';
import {
  type MetadataSource,
  type OpenedSources,
  packageManagerOf,
  packageManagers,
  type Toolchain,
} from '@maximus/remediation';
import type { Machine } from '../parts.ts';

/** Of a lock file, for telling its tool by. */
const headLength = 4_096;

/** The registries that a lock file is planned with: those of the manager that wrote it, as the project and this machine name them. */
export async function metadataOf(
  project: ProjectFiles,
  lockFile: string,
  { toolchainOf }: Pick<Machine, 'toolchainOf'>,
  opened?: OpenedSources,
): Promise<MetadataSource> {
  const text = await project.read(lockFile);
  const manager = packageManagerOf(lockFile, text.ok ? text.value.slice(0, headLength) : '');
  const toolchain = await toolchainOf(manager?.ecosystem);
  return toolchain.openSource(project, lockFile, opened);
}

/** Tools and registries for what a manager has to write or to install. */
export function toolchainFor(manager: string, { toolchainOf }: Pick<Machine, 'toolchainOf'>): Promise<Toolchain> {
  return toolchainOf(packageManagers.get(manager)?.ecosystem);
}
