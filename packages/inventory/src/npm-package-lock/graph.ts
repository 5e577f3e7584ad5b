import type { Edge } from '../types.ts';
import type { Request } from './requests.ts';

/** Deepest nesting of folders in one path that is resolved; npm itself stays far below. */
export const maxPathDepth = 256;

/** Longest path of an entry that is taken, in UTF-16 units: no file system has a longer one. */
export const maxPathLength = 4096;

/** A place in the tree: the folder whose `node_modules` holds it, and the name it has there. */
export interface Place {
  /** Path of the entry: `node_modules/a/node_modules/b`. */
  readonly path: string;
  /** `node_modules/a` for the example; empty at the top. */
  readonly base: string;
  /** The folder's name below `node_modules`; another than the package's for an alias. */
  readonly folder: string;
}

const marker = 'node_modules/';

/** The place of a path; `undefined` for a manifest of the project itself, which is not below any `node_modules`. */
export function placeOf(path: string): Place | undefined {
  const at = path.lastIndexOf(marker);
  if (at === -1 || (at > 0 && path.charCodeAt(at - 1) !== 0x2f)) return undefined;
  return { path, base: at === 0 ? '' : path.slice(0, at - 1), folder: path.slice(at + marker.length) };
}

/**
 * Whether the path of an entry is absolute or climbs after it has gone down. Only at the start does npm itself write `..`,
 * for a linked folder that stands beside the project.
 */
export function escapes(path: string): boolean {
  if (path.startsWith('/') || path.includes('\\') || /^[A-Za-z]:/.test(path)) return true;
  if (!path.includes('..')) return false;
  const segments = path.split('/');
  const down = segments.findIndex((each) => each !== '..');
  return down !== -1 && segments.includes('..', down);
}

/** Everything installed, by name and by the folder it is visible from: Node's nearest-ancestor rule as a look-up. */
export class Sites<T> {
  readonly #top = new Map<string, T>();
  readonly #nested = new Map<string, Map<string, T>>();
  /** Requests of one entry come one after another: only the last chain is worth keeping. */
  #lastChain: { readonly from: string; readonly bases: readonly string[] } = { from: '', bases: [] };

  /** Records what stands at a place. */
  add(place: Place, thing: T): void {
    if (place.base === '') {
      this.#top.set(place.folder, thing);
      return;
    }
    let bases = this.#nested.get(place.folder);
    if (bases === undefined) {
      bases = new Map();
      this.#nested.set(place.folder, bases);
    }
    bases.set(place.base, thing);
  }

  /** What `require(name)` in the folder `from` finds: the nearest one upwards. */
  resolve(from: string, name: string): T | undefined {
    const bases = this.#nested.get(name);
    if (bases !== undefined) {
      const nearest = bases.get(from);
      if (nearest !== undefined) return nearest;
      for (const base of this.#chain(from)) {
        const found = bases.get(base);
        if (found !== undefined) return found;
      }
    }
    return this.#top.get(name);
  }

  /** Folders above `from`, nearest first, the root last; a `node_modules` folder itself holds none. */
  #chain(from: string): readonly string[] {
    if (this.#lastChain.from === from) return this.#lastChain.bases;
    const chain: string[] = [];
    let base = from;
    while (base !== '' && chain.length < maxPathDepth) {
      base = base.slice(0, Math.max(0, base.lastIndexOf('/')));
      if (!base.endsWith('/node_modules') && base !== 'node_modules') chain.push(base);
    }
    this.#lastChain = { from, bases: chain };
    return chain;
  }
}

/** Up to here a look through the edges is cheaper than a set. */
const fewRequests = 16;

/** The edges of a list of requests; `missing` hears of each that nothing satisfies and that may not be absent. */
export function edgesOf<T>(
  requests: readonly Request[],
  from: string,
  sites: Sites<T>,
  keyOf: (thing: T) => string | undefined,
  missing: (request: Request) => void,
): Edge[] {
  const edges: Edge[] = [];
  const targets = requests.length > fewRequests ? new Set<string>() : undefined;
  for (const request of requests) {
    const found = sites.resolve(from, request.name);
    if (found === undefined) {
      if (!request.mayBeMissing) missing(request);
      continue;
    }
    const to = keyOf(found);
    if (to === undefined || (targets?.has(to) ?? edges.some((edge) => edge.to === to))) continue;
    targets?.add(to);
    edges.push(request.range === '' ? { to } : { to, requested: request.range });
  }
  return edges;
}

/** How deep a path is nested, in folders. */
export function pathDepth(path: string): number {
  let depth = 1;
  for (let at = path.indexOf('/'); at !== -1; at = path.indexOf('/', at + 1)) depth++;
  return depth;
}
