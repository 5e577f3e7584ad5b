import type { Scope } from '@maximus/contracts';
import { isRecord, own, ownString } from '../json.ts';

/** One line of a manifest's dependency groups. */
export interface NodeRequest {
  readonly alias: string;
  readonly range: string;
  readonly scope: Scope;
}

/** What is used of a package.json. */
export interface NodeManifest {
  readonly name: string | undefined;
  /** At most one per alias and group; an optional dependency hides the plain one of the same name, as in npm and yarn. */
  readonly requests: readonly NodeRequest[];
  /** yarn's `resolutions`: selector and requirement. */
  readonly resolutions: readonly (readonly [string, string])[];
  readonly workspaces: readonly string[];
}

const groups: readonly (readonly [string, Scope])[] = [
  ['optionalDependencies', 'optional'],
  ['dependencies', 'prod'],
  ['devDependencies', 'dev'],
  ['peerDependencies', 'peer'],
];

/** Groups and ranges of another type than npm takes, by their keys: what they ask for cannot be told. */
export function unreadableRequests(json: Record<string, unknown>): readonly string[] {
  return groups.flatMap(([group]) => {
    const wanted = own(json, group);
    if (wanted === undefined || wanted === null || (Array.isArray(wanted) && wanted.length === 0)) return [];
    if (!isRecord(wanted)) return [group];
    return Object.keys(wanted).filter((name) => typeof wanted[name] !== 'string');
  });
}

/** Reads a parsed package.json; fields of another type are as good as absent. */
export function readManifest(json: unknown): NodeManifest {
  if (!isRecord(json)) return { name: undefined, requests: [], resolutions: [], workspaces: [] };
  const requests: NodeRequest[] = [];
  const optional = new Set<string>();
  for (const [group, scope] of groups) {
    for (const [alias, range] of texts(own(json, group))) {
      if (scope === 'optional') optional.add(alias);
      else if (scope === 'prod' && optional.has(alias)) continue;
      requests.push({ alias, range, scope });
    }
  }
  return {
    name: ownString(json, 'name'),
    requests,
    resolutions: texts(own(json, 'resolutions')),
    workspaces: workspacePatterns(own(json, 'workspaces')),
  };
}

/** A list, or yarn 1's mapping with `packages` and `nohoist`. */
function workspacePatterns(value: unknown): readonly string[] {
  const list = isRecord(value) ? own(value, 'packages') : value;
  return Array.isArray(list) ? list.filter((item): item is string => typeof item === 'string') : [];
}

function texts(value: unknown): [string, string][] {
  if (!isRecord(value)) return [];
  return Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
}
