import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { openFolder } from '@maximus/inventory';
import { fail, ok, type Result } from '@maximus/kernel';
import { errors } from '../errors.ts';
import type { ArenaAccess, ArenaPackageManager, ArenaTool, ManagerFiles } from './types.ts';

/** What a package manager is shown of a project: manifests, lock file and the allowed configuration, and nothing else. */
export interface ManagerFolder {
  /** Paths relative to the folder of the lock file. */
  readonly files: ManagerFiles;
  /** Folder of the lock file, relative to the project; empty for the project itself. */
  readonly at: string;
  /** Files of the project that were kept away or cut down. */
  readonly leftOut: readonly string[];
  /** What was written for the one run and goes with it, relative to the project. */
  readonly accessFiles: readonly string[];
}

const maxFileBytes = 64 << 20;
const maxFolders = 2_000;

/** The texts of a tree that a manager knows, with the manifests of the lock file's further folders. */
export async function readManagerFiles(
  tree: string,
  lockFile: string,
  manager: ArenaPackageManager,
): Promise<Result<ManagerFiles>> {
  const opened = await openFolder(tree, maxFileBytes);
  if (!opened.ok) return opened;
  const project = opened.value;
  const folder = lockFile.slice(0, lockFile.lastIndexOf('/') + 1);
  const lock = await project.read(lockFile);
  if (!lock.ok) return lock;
  const files = new Map([[lockFile.slice(folder.length), lock.value]]);
  const further = manager.manifestFolders(lock.value).filter((each) => each !== '' && isPlain(each));
  if (further.length > maxFolders) return fail(errors.tree_too_large(`${lockFile} names ${further.length} folders`));
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
  for (const [name, text] of inputs?.value ?? []) if (isPlain(name)) files.set(name, text);
  return ok(files);
}

/** Makes the folder that resolve and install run in (arena.md §3), with the layout of the project and none of its code. */
export async function writeManagerFolder(
  folder: string,
  lockFile: string,
  files: ManagerFiles,
  manager: ArenaPackageManager,
  access: ArenaAccess,
): Promise<ManagerFolder> {
  const at = lockFile.slice(0, Math.max(lockFile.lastIndexOf('/'), 0));
  const config = manager.allowedConfig(files);
  const shown = new Map([...files].filter(([name]) => !manager.configFiles.includes(name)));
  for (const [name, text] of config) shown.set(name, text);
  for (const [name, text] of shown) await put(join(folder, at, name), text);
  // Both places: what an environment variable names stands in the job's own folder, what a tool looks for beside the lock.
  const places = at === '' ? [''] : ['', `${at}/`];
  const accessFiles = places.flatMap((place) =>
    [...manager.accessFiles(access, files)].map(([name, text]) => ({ path: `${place}${name}`, text })),
  );
  for (const { path, text } of accessFiles) await put(join(folder, path), text);
  return {
    files,
    at,
    leftOut: manager.configFiles.filter((name) => files.has(name) && config.get(name) !== files.get(name)),
    accessFiles: accessFiles.map(({ path }) => path),
  };
}

/** The installed version that a project asks for, or why there is none: a pin is read and never obeyed by fetching one. */
export function toolFor(
  manager: ArenaPackageManager,
  files: ManagerFiles,
  tools: ReadonlyMap<string, readonly ArenaTool[]>,
): Result<ArenaTool> {
  const installed = tools.get(manager.id) ?? [];
  const pin = manager.pinnedVersion(files);
  const tool = installed.find(
    ({ version }) =>
      pin === undefined ||
      version === pin.version ||
      (pin.least === true && isAtLeast(version, pin.version)) ||
      (!pin.exact && version.startsWith(`${pin.version}.`)),
  );
  if (tool !== undefined) return ok(tool);
  const least = pin?.least === true ? ' or later' : '';
  const wanted = pin === undefined ? manager.id : `${manager.id}@${pin.version}${least} (${pin.from})`;
  const there = installed.map(({ version }) => version).join(', ') || 'none';
  return fail(errors.tool_missing(`the project wants ${wanted}; installed: ${there}`));
}

/** Compares the leading numbers of two versions of a tool. */
function isAtLeast(version: string, least: string): boolean {
  const [a = [], b = []] = [version, least].map((each) => (each.match(/\d+/g) ?? []).slice(0, 3).map(Number));
  for (let at = 0; at < 3; at += 1) {
    const difference = (a[at] ?? 0) - (b[at] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return true;
}

function isPlain(path: string): boolean {
  return !path.includes('\0') && !path.startsWith('/') && !path.split('/').includes('..');
}

async function put(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text, { flag: 'wx' });
}
