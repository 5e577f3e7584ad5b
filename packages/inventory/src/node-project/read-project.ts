import { errors } from '../errors.ts';
import { parseJson } from '../json.ts';
import { inFolder } from '../tree-path.ts';
import type { Problem, ProjectFiles } from '../types.ts';
import { type NodeManifest, readManifest } from './manifest.ts';
import { expandWorkspaces } from './workspaces.ts';

/** The manifests beside and below a lock file. */
export interface NodeProject {
  /** `undefined` where no package.json is beside the lock file. */
  readonly root: NodeManifest | undefined;
  readonly members: readonly NodeManifest[];
  /** Names of the root and of the workspaces: what asks for them asks for a folder of the project's own. */
  readonly ownNames: ReadonlySet<string>;
  readonly consumed: readonly string[];
  readonly problems: readonly Problem[];
}

/**
 * Reads the package.json in the folder of `lockPath` and those of its workspaces. A manifest that cannot be read is a
 * problem; a root that is not there is none.
 */
export async function readProject(files: ProjectFiles, lockPath: string): Promise<NodeProject> {
  const folder = lockPath.includes('/') ? lockPath.slice(0, lockPath.lastIndexOf('/')) : '';
  const problems: Problem[] = [];
  const consumed: string[] = [];
  const read = async (path: string): Promise<NodeManifest | undefined> => {
    const text = await files.read(path);
    const json = text.ok ? parseJson(path, text.value) : text;
    if (json.ok) {
      consumed.push(path);
      return readManifest(json.value);
    }
    problems.push({ error: json.error });
    return undefined;
  };
  const rootPath = inFolder(folder, 'package.json');
  const root = (await files.exists(rootPath)) ? await read(rootPath) : undefined;
  const members: NodeManifest[] = [];
  if (root !== undefined && root.workspaces.length > 0) {
    const { folders, truncated, unread } = await expandWorkspaces(files, folder, root.workspaces);
    if (truncated) {
      problems.push({ error: errors.limit_reached('too many folders to find the workspaces', { file: rootPath }) });
    }
    for (const pattern of unread) {
      const said = `the workspaces of "${pattern.slice(0, 80)}" cannot be told`;
      problems.push({ error: errors.unresolved(said, { file: rootPath }) });
    }
    for (const member of folders) {
      const manifest = await read(inFolder(member, 'package.json'));
      if (manifest !== undefined) members.push(manifest);
    }
  }
  const named = root === undefined ? members : [root, ...members];
  const ownNames = new Set(named.flatMap((manifest) => manifest.name ?? []));
  return { root, members, ownNames, consumed, problems };
}
