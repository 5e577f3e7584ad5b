import type { ProjectFiles } from '@maximus/inventory';
import { ok, type Result } from '@maximus/kernel';
import type { ManagerFiles, PackageManager } from './types.ts';

/** The texts of a lock file's folder that a manager knows, with the manifests of its further folders. */
export async function readManagerFiles(
  project: ProjectFiles,
  lockFile: string,
  manager: PackageManager,
): Promise<Result<ManagerFiles>> {
  const folder = lockFile.slice(0, lockFile.lastIndexOf('/') + 1);
  const lock = await project.read(lockFile);
  if (!lock.ok) return lock;
  const files = new Map([[lockFile.slice(folder.length), lock.value]]);
  const further = manager.manifestFolders(lock.value).filter((each) => each !== '');
  const names = [
    ...manager.manifestFiles,
    ...manager.configFiles,
    ...further.flatMap((each) => manager.manifestFiles.map((name) => `${each}/${name}`)),
  ];
  for (const name of names) {
    if (!(await project.exists(`${folder}${name}`))) continue;
    const text = await project.read(`${folder}${name}`);
    if (!text.ok) return text;
    files.set(name, text.value);
  }
  const inputs = await manager.inputs?.(project, folder, files);
  if (inputs?.ok === false) return inputs;
  for (const [name, text] of inputs?.value ?? []) files.set(name, text);
  return ok(files);
}
