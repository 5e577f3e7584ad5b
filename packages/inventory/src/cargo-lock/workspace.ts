import { posix } from 'node:path';
import { errors } from '../errors.ts';
import { findFolders } from '../glob/index.ts';
import { createProblemList, type ProblemList } from '../problem-list/index.ts';
import { parseToml } from '../toml/index.ts';
import { inFolder, treePath } from '../tree-path.ts';
import type { Problem, ProjectFiles } from '../types.ts';
import { type CargoManifest, type PatchRule, readManifest } from './manifest.ts';

/** Manifests of the packages that are in the tree, by package name. */
export interface Workspace {
  readonly manifests: ReadonlyMap<string, CargoManifest>;
  /** Names of the root's package and of those that `members` lists; the others are path dependencies. */
  readonly members: ReadonlySet<string>;
  readonly patches: ReadonlyMap<string, PatchRule>;
  readonly problems: readonly Problem[];
}

/** Folders that one workspace may have; the largest public ones have some hundreds. */
const maxFolders = 5000;

/**
 * Reads the Cargo.toml beside a lock file, those of the workspace's members and, from them, of path dependencies inside
 * the tree. A manifest that is not there is no problem: only scopes and requests are lost. Rule: The Cargo Book, "Workspaces".
 */
export async function readWorkspace(files: ProjectFiles, lockPath: string): Promise<Workspace> {
  const folder = posix.dirname(lockPath) === '.' ? '' : posix.dirname(lockPath);
  const problems = createProblemList();
  const manifests = new Map<string, CargoManifest>();
  const memberNames = new Set<string>();
  const root = await readFolder(files, folder, undefined, problems);
  if (root === undefined) return { manifests, members: memberNames, patches: new Map(), problems: problems.list() };
  const excluded = new Set(root.exclude.map((each) => treePath(inFolder(folder, 'Cargo.toml'), each)));
  const seen = new Set<string>([folder]);
  const queue: { folder: string; manifest?: CargoManifest; isMember?: true }[] = [
    { folder, manifest: root, isMember: true },
  ];
  const members = await findFolders(files, folder, root.members, { braces: false, dots: true });
  for (const each of members.folders) if (!excluded.has(each)) queue.push({ folder: each, isMember: true });
  const where = { file: inFolder(folder, 'Cargo.toml') };
  if (members.truncated) {
    problems.add('limit', () => errors.limit_reached('too many folders to find the members of the workspace', where));
  }
  for (const glob of members.unread) {
    problems.add('glob', () => errors.unresolved(`the members of "${glob.slice(0, 80)}" cannot be told`, where));
  }
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    if (next.manifest === undefined && seen.has(next.folder)) continue;
    seen.add(next.folder);
    if (seen.size > maxFolders) {
      const said = `more than ${maxFolders} packages in the workspace`;
      problems.add('limit', () => errors.limit_reached(said, { file: lockPath }));
      break;
    }
    const manifest = next.manifest ?? (await readFolder(files, next.folder, root.shared, problems));
    if (manifest === undefined) continue;
    if (manifest.name !== undefined && !manifests.has(manifest.name)) {
      manifests.set(manifest.name, manifest);
      if (next.isMember) memberNames.add(manifest.name);
    }
    for (const { folder: reference } of manifest.requests) {
      const path = reference === undefined ? undefined : treePath(inFolder(next.folder, 'Cargo.toml'), reference);
      if (path !== undefined) queue.push({ folder: path });
    }
  }
  return { manifests, members: memberNames, patches: root.patches, problems: problems.list() };
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
