import type { AppError } from '@maximus/kernel';
import { isRecord, own, ownString, shapeFault } from '../json.ts';

/** One entry of `packages`: an array whose shape depends on where the package is from. */
export interface BunPackage {
  /** Where it is installed: `a`, or `parent/a` for one of its own. */
  readonly key: string;
  readonly name: string;
  /** Version, or `workspace:…`, `file:…`, a git or archive address. */
  readonly reference: string;
  readonly integrity: string | undefined;
  readonly requests: readonly BunRequest[];
}

/** One request of a package. */
export interface BunRequest {
  readonly name: string;
  readonly range: string;
  readonly kind: 'prod' | 'optional' | 'dev' | 'peer';
}

const groups: readonly (readonly [string, BunRequest['kind']])[] = [
  ['dependencies', 'prod'],
  ['optionalDependencies', 'optional'],
  ['devDependencies', 'dev'],
  ['peerDependencies', 'peer'],
];

/** Reads `[id, registry?, facts?, integrity?]`; `undefined` for what has no id. */
export function readPackage(key: string, value: unknown): BunPackage | undefined {
  if (!Array.isArray(value)) return undefined;
  const [id, ...rest] = value as readonly unknown[];
  if (typeof id !== 'string') return undefined;
  const at = id.indexOf('@', 1);
  if (at === -1) return undefined;
  const last = rest.at(-1);
  return {
    key,
    name: id.slice(0, at),
    reference: id.slice(at + 1),
    integrity: typeof last === 'string' && /^sha\d+-/.test(last) ? last : undefined,
    requests: readRequests(rest.find(isRecord)),
  };
}

/** The first dependency group of a workspace that is no object. */
export function requestFault(
  input: { readonly path: string; readonly text: string },
  facts: Record<string, unknown>,
): AppError | undefined {
  for (const [group] of groups) {
    const fault = shapeFault(input, facts, group);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

/** The dependency groups of an entry or a workspace; a peer that may be absent is left out. */
export function readRequests(facts: Record<string, unknown> | undefined): readonly BunRequest[] {
  if (facts === undefined) return [];
  const absent = own(facts, 'optionalPeers');
  const optionalPeers = new Set(Array.isArray(absent) ? absent : []);
  const requests: BunRequest[] = [];
  for (const [group, kind] of groups) {
    const wanted = own(facts, group);
    if (!isRecord(wanted)) continue;
    for (const name of Object.keys(wanted)) {
      const range = ownString(wanted, name);
      if (range !== undefined && !(kind === 'peer' && optionalPeers.has(name))) requests.push({ name, range, kind });
    }
  }
  return requests;
}

/** Whether a reference is a folder of the project's own; a local archive (`file:a.tgz`) is not. */
export function isOwnFolder(reference: string): boolean {
  if (/^(?:workspace|link|root):/.test(reference)) return true;
  return reference.startsWith('file:') && !reference.endsWith('.tgz') && !reference.endsWith('.tar.gz');
}
