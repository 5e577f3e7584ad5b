import { posix } from 'node:path';
import picomatch from 'picomatch';
import { errors } from '../errors.ts';
import { createProblemList, type ProblemList } from '../problem-list/index.ts';
import { parseToml } from '../toml/index.ts';
import { inFolder, treePath } from '../tree-path.ts';
import type { Problem, ProjectFiles } from '../types.ts';
import { type CargoManifest, type PatchRule, readManifest } from './manifest.ts';

/** Manifests of the packages that are in the tree, by package name. */
export interface Workspace {
  readonly manifests: ReadonlyMap<string, CargoManifest>;
  readonly patches: ReadonlyMap<string, PatchRule>;
  readonly problems: readonly Problem[];
}

/** Folders that one workspace may have; the largest public ones have some hundreds. */
const maxFolders = 5000;
/** How deep `**` descends. */
const maxGlobDepth = 8;

/**
 * Reads the Cargo.toml beside a lock file, those of the workspace's members and, from them, of path dependencies inside
 * the tree. A manifest that is not there is no problem: only scopes and requests are lost. Rule: The Cargo Book, "Workspaces".
 */
export async function readWorkspace(files: ProjectFiles, lockPath: string): Promise<Workspace> {
  const folder = posix.dirname(lockPath) === '.' ? '' : posix.dirname(lockPath);
  const problems = createProblemList();
  const manifests = new Map<string, CargoManifest>();
  const root = await readFolder(files, folder, undefined, problems);
  if (root === undefined) return { manifests, patches: new Map(), problems: problems.list() };
  const excluded = new Set(root.exclude.map((each) => treePath(inFolder(folder, 'Cargo.toml'), each)));
  const seen = new Set<string>([folder]);
  const queue: { folder: string; manifest?: CargoManifest }[] = [{ folder, manifest: root }];
  for (const glob of root.members) {
    for (const each of await expand(files, folder, glob)) if (!excluded.has(each)) queue.push({ folder: each });
  }
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    if (next.manifest === undefined && seen.has(next.folder)) continue;
    seen.add(next.folder);
    if (seen.size > maxFolders) {
      const where = { file: lockPath };
      problems.add('limit', () => errors.limit_reached(`more than ${maxFolders} packages in the workspace`, where));
      break;
    }
    const manifest = next.manifest ?? (await readFolder(files, next.folder, root.shared, problems));
    if (manifest === undefined) continue;
    if (manifest.name !== undefined && !manifests.has(manifest.name)) manifests.set(manifest.name, manifest);
    for (const { folder: reference } of manifest.requests) {
      const path = reference === undefined ? undefined : treePath(inFolder(next.folder, 'Cargo.toml'), reference);
      if (path !== undefined) queue.push({ folder: path });
    }
  }
  return { manifests, patches: root.patches, problems: problems.list() };
}

async function readFolder(
  files: ProjectFiles,
  folder: string,
  shared: Record<string, unknown> | undefined,
  problems: ProblemList,
): Promise<CargoManifest | undefined> {
  const path = inFolder(folder, 'Cargo.toml');
  if (!(await files.exists(path))) return undefined;
  const text = await files.read(path);
  const toml = text.ok ? await parseToml(path, text.value) : text;
  if (toml.ok) return readManifest(toml.value, shared);
  problems.add('manifest', () => toml.error);
  return undefined;
}

/** The folders that a member glob means; `*` and `?` match inside one name, `**` any number of them. */
async function expand(files: ProjectFiles, root: string, glob: string): Promise<string[]> {
  const start = treePath(inFolder(root, 'Cargo.toml'), glob);
  if (start === undefined) return [];
  if (!/[*?[]/.test(glob)) return [start];
  let folders = [''];
  for (const segment of start.split('/')) {
    let next: string[] = [];
    for (const folder of folders) {
      if (next.length > maxFolders) break;
      if (segment === '**') next = next.concat(await descend(files, folder));
      else if (/[*?[]/.test(segment)) {
        const matches = picomatch(segment, { dot: true, nobrace: true, noextglob: true });
        const names = (await subfolders(files, folder)).filter((name) => matches(name));
        next = next.concat(names.map((name) => inFolder(folder, name)));
      } else next.push(inFolder(folder, segment));
    }
    folders = next;
  }
  return folders;
}

async function descend(files: ProjectFiles, folder: string): Promise<string[]> {
  let found = [folder];
  let level = [folder];
  for (let depth = 0; depth < maxGlobDepth && level.length > 0 && found.length < maxFolders; depth++) {
    const next: string[] = [];
    for (const each of level) for (const name of await subfolders(files, each)) next.push(inFolder(each, name));
    found = found.concat(next);
    level = next;
  }
  return found;
}

async function subfolders(files: ProjectFiles, folder: string): Promise<string[]> {
  const names = await files.list(folder);
  return names.filter((name) => name.endsWith('/')).map((name) => name.slice(0, -1));
}
