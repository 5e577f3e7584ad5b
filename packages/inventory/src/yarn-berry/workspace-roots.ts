import type { Scope } from '@maximus/contracts';
import type { RootEdge } from '../dependency-graph/index.ts';
import { parseJson } from '../json.ts';
import { type NodeRequest, readManifest } from '../node-project/index.ts';
import { treePath } from '../tree-path.ts';
import type { Problem, ProjectFiles } from '../types.ts';
import type { BerryEntry } from './entries.ts';
import { asWritten } from './locator.ts';
import type { Lookup } from './lookup.ts';

/** What one folder of the project's own asks for. */
export interface WorkspaceRoots {
  readonly roots: readonly RootEdge[];
  readonly consumed: readonly string[];
  readonly problems: readonly Problem[];
}

/**
 * The requests of a workspace, portal or `file:` folder. The lock file joins `dependencies` and `devDependencies`: which
 * is which stands in the folder's package.json; without it the scope is `unknown`. `lockFolder` ends in `/` or is empty.
 */
export async function workspaceRoots(
  files: ProjectFiles,
  lockFolder: string,
  entry: BerryEntry,
  lookup: Lookup,
  rules: Map<string, string>,
): Promise<WorkspaceRoots> {
  const manifest = await requestsOf(files, lockFolder, entry);
  const roots: RootEdge[] = [];
  for (const request of entry.requests) {
    const { entry: target, rule } = lookup.find(entry.name, request);
    if (target?.own === true) continue;
    if (target !== undefined && rule !== undefined) rules.set(target.key, rule);
    const written = manifest.requests.get(request.name);
    const scope: Scope = request.optional ? 'optional' : (written?.scope ?? 'unknown');
    const to = target?.key ?? `${request.name}@${request.range}`;
    roots.push({ to, scope, requested: written?.range ?? asWritten(request.range) });
  }
  return { roots, consumed: manifest.consumed, problems: manifest.problems };
}

interface Requests {
  readonly requests: ReadonlyMap<string, NodeRequest>;
  readonly consumed: readonly string[];
  readonly problems: readonly Problem[];
}

async function requestsOf(files: ProjectFiles, lockFolder: string, entry: BerryEntry): Promise<Requests> {
  const none = { requests: new Map<string, NodeRequest>(), consumed: [], problems: [] };
  const path = treePath(lockFolder === '' ? 'x' : `${lockFolder}x`, `${folderOf(entry.reference)}/package.json`);
  if (path === undefined || !(await files.exists(path))) return none;
  const text = await files.read(path);
  const json = text.ok ? parseJson(path, text.value) : text;
  if (!json.ok) return { ...none, problems: [{ error: json.error }] };
  const requests = new Map<string, NodeRequest>();
  // In the order optional, plain, development: the first is what yarn installs for.
  for (const request of readManifest(json.value).requests) {
    if (request.scope !== 'peer' && !requests.has(request.alias)) requests.set(request.alias, request);
  }
  return { requests, consumed: [path], problems: [] };
}

function folderOf(reference: string): string {
  const hash = reference.indexOf('#');
  return reference.slice(reference.indexOf(':') + 1, hash === -1 ? reference.length : hash);
}
