import type { Scope } from '@maximus/contracts';
import { errors } from '../errors.ts';
import type { Component, Edge, ParsedFile, Problem } from '../types.ts';
import { integrityConflicts } from './integrity-conflicts.ts';
import { reachScopes } from './reach-scopes.ts';

/** An edge as a lock file states it; `to` is the key of another draft. */
export interface DraftEdge {
  readonly to: string;
  readonly requested?: string;
  readonly optional?: boolean;
}

/** What the project's own manifests ask for. */
export interface RootEdge {
  readonly to: string;
  readonly scope: Scope;
  readonly requested?: string;
}

/** An entry of a lock file before scopes and directness are known. */
export interface DraftComponent {
  readonly ecosystem: string;
  readonly name: string;
  readonly version?: string;
  readonly purl: string;
  readonly line?: number;
  readonly integrity?: string;
  readonly override?: string;
  readonly licences?: readonly string[];
  /** Where the file itself says it; else the scope is found by reachability. */
  readonly scope?: Scope;
  /** Taken where no root reaches the entry. */
  readonly unreachedScope?: Scope;
  readonly dependsOn: readonly DraftEdge[];
}

/** A lock file read into entries; keys in file order. */
export interface DraftGraph {
  readonly path: string;
  readonly drafts: ReadonlyMap<string, DraftComponent>;
  readonly roots: readonly RootEdge[];
  readonly problems: readonly Problem[];
  readonly consumed?: readonly string[];
}

/**
 * Makes the parsed file: scope by reachability (reach-scopes.ts), direct where a root points, one edge per target.
 * Edges and roots that point at no entry are one problem, with their number; so is every digest that two versions share.
 */
export function buildGraph(graph: DraftGraph): ParsedFile {
  const numbers = new Map<string, number>();
  for (const key of graph.drafts.keys()) numbers.set(key, numbers.size);
  const dangling = new DanglingEdges(graph.path);
  const edges = [...graph.drafts.values()].map((draft) => keptEdges(draft, numbers, dangling));
  const roots = keptRoots(graph.roots, numbers, dangling);
  const scopes = reachScopes(
    edges.map((list) => list.map((edge) => ({ to: numbers.get(edge.to) ?? 0, optional: edge.optional === true }))),
    roots.map((root) => ({ to: numbers.get(root.to) ?? 0, scope: root.scope })),
  );
  const requests = firstRequests(roots);
  const components: Component[] = [];
  let at = 0;
  for (const [key, draft] of graph.drafts) {
    const reached = scopes[at] ?? 'unknown';
    components.push(toComponent(key, draft, reached, requests, edges[at] ?? []));
    at++;
  }
  return {
    components,
    roots: [...requests.keys()],
    problems: [
      ...graph.problems,
      ...emptyVersions(graph),
      ...dangling.problems(),
      ...integrityConflicts(graph.path, components),
    ],
    ...(graph.consumed === undefined || graph.consumed.length === 0 ? {} : { consumed: graph.consumed }),
  };
}

/** A version that is there but empty is not a version: the entry stays, without one, and the file says so. */
function emptyVersions({ path, drafts }: DraftGraph): readonly Problem[] {
  const empty = [...drafts.values()].filter(({ version }) => version === '');
  const [first] = empty;
  if (first === undefined) return [];
  const where = { file: path, ...(first.line === undefined ? {} : { line: first.line }) };
  return [
    { error: errors.malformed(`the version of ${first.name.slice(0, 120)} is empty`, where), count: empty.length },
  ];
}

function toComponent(
  key: string,
  draft: DraftComponent,
  reached: Scope,
  requests: ReadonlyMap<string, string | undefined>,
  edges: readonly DraftEdge[],
): Component {
  const { name, version, line, integrity, override, licences } = draft;
  const requested = requests.get(key);
  return {
    key,
    ecosystem: draft.ecosystem,
    name,
    ...(version === undefined || version === '' ? {} : { version }),
    purl: draft.purl,
    scope: draft.scope ?? (reached === 'unknown' ? (draft.unreachedScope ?? 'unknown') : reached),
    direct: requests.has(key),
    ...(requested === undefined ? {} : { requested }),
    ...(override === undefined ? {} : { override }),
    ...(line === undefined ? {} : { line }),
    ...(integrity === undefined ? {} : { integrity }),
    ...(licences === undefined || licences.length === 0 ? {} : { licences }),
    dependsOn: edges.map(
      (edge): Edge => (edge.requested === undefined ? { to: edge.to } : { to: edge.to, requested: edge.requested }),
    ),
  };
}

/** Edges to entries that are there, the first of each target; an edge that is not optional wins over one that is. */
function keptEdges(draft: DraftComponent, numbers: ReadonlyMap<string, number>, dangling: DanglingEdges): DraftEdge[] {
  const kept = new Map<string, DraftEdge>();
  for (const edge of draft.dependsOn) {
    if (!numbers.has(edge.to)) {
      // An optional dependency may be left out of a lock file on purpose: other platform, failed build.
      if (edge.optional !== true) dangling.add(edge.to, draft.line);
      continue;
    }
    const before = kept.get(edge.to);
    if (before === undefined || (before.optional === true && edge.optional !== true)) kept.set(edge.to, edge);
  }
  return [...kept.values()];
}

function keptRoots(
  roots: readonly RootEdge[],
  numbers: ReadonlyMap<string, number>,
  dangling: DanglingEdges,
): RootEdge[] {
  return roots.filter((root) => {
    if (numbers.has(root.to)) return true;
    // What a library leaves to its user (a peer) is locked only where the tool installs peers.
    if (root.scope !== 'optional' && root.scope !== 'peer') dangling.add(root.to, undefined);
    return false;
  });
}

function firstRequests(roots: readonly RootEdge[]): Map<string, string | undefined> {
  const requests = new Map<string, string | undefined>();
  for (const root of roots) if (requests.get(root.to) === undefined) requests.set(root.to, root.requested);
  return requests;
}

class DanglingEdges {
  readonly #path: string;
  #count = 0;
  #first = '';
  #line: number | undefined;

  constructor(path: string) {
    this.#path = path;
  }

  add(key: string, line: number | undefined): void {
    if (this.#count++ > 0) return;
    this.#first = key.slice(0, 200);
    this.#line = line;
  }

  problems(): readonly Problem[] {
    if (this.#count === 0) return [];
    const where = { file: this.#path, ...(this.#line === undefined ? {} : { line: this.#line }) };
    const error = errors.malformed(`a dependency has no entry in the file: ${this.#first}`, where);
    return [{ error, count: this.#count }];
  }
}
