import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { workFolder } from '@maximus/arena/testing';
import type { InstalledTool, PackageManager, RegistryAccess } from '../package-managers/types.ts';
import { shutIn, shutInLimits } from './shut-in.ts';

/** The files of a project with the lock file that the real tool writes for them, as a test's project begins. */
export async function lockWith(
  manager: PackageManager,
  tool: InstalledTool,
  files: Readonly<Record<string, string>>,
  access: RegistryAccess,
): Promise<Record<string, string>> {
  const texts = new Map(Object.entries(files));
  const lockName = manager.lockFiles[0] ?? '';
  await using folder = await workFolder({ ...files, ...Object.fromEntries(manager.accessFiles(access)) });
  const { args, env } = manager.lockCommand(texts, access);
  const result = await shutIn().run({
    argv: [...tool.argv, ...args],
    workFolder: folder.path,
    env,
    network: { allow: manager.registries(texts, access) },
    limits: shutInLimits,
    tools: tool.mounts,
    label: 'first lock',
  });
  if (result.exitCode !== 0) throw new RangeError(`${manager.id}: ${result.reason ?? result.output.head}`);
  return { ...files, [lockName]: await readFile(join(folder.path, lockName), 'utf8') };
}
