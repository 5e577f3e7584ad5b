import type { Scope } from '@maximus/contracts';
import { isRecord, own, ownString, tableOf } from '../json.ts';

/** One dependency as a Cargo.toml asks for it. */
export interface ManifestRequest {
  /** The crate's own name, after `package = "…"` of a renamed one. */
  readonly crate: string;
  readonly scope: Scope;
  readonly requested?: string;
  /** Folder of a path dependency. */
  readonly folder?: string;
  /** Set where it inherits from a workspace that does not have it: the crate may have another name. */
  readonly unsure?: true;
}

/** What this reader uses of a Cargo.toml. */
export interface CargoManifest {
  /** Name of its package; absent for a virtual workspace. */
  readonly name?: string;
  readonly requests: readonly ManifestRequest[];
  /** Globs of `[workspace] members`. */
  readonly members: readonly string[];
  readonly exclude: readonly string[];
  /** Crate name → its `[patch]` rule. */
  readonly patches: ReadonlyMap<string, PatchRule>;
  /** `[workspace.dependencies]`, for members that inherit from it. */
  readonly shared: Readonly<Record<string, unknown>>;
}

/** A `[patch]` entry: where the replacement comes from. */
export interface PatchRule {
  readonly text: string;
  readonly from: 'git' | 'path' | 'registry';
}

/** Scope of each dependency table. What build scripts use runs on the machine that builds, as development tools do. */
const tables: readonly (readonly [string, Scope])[] = [
  ['dependencies', 'prod'],
  ['build-dependencies', 'dev'],
  ['build_dependencies', 'dev'],
  ['dev-dependencies', 'dev'],
  ['dev_dependencies', 'dev'],
];

/** Reads a parsed Cargo.toml; `shared` is the workspace root's. Rules: The Cargo Book, "Specifying Dependencies". */
export function readManifest(toml: Record<string, unknown>, shared?: Record<string, unknown>): CargoManifest {
  const workspace = tableOf(toml, 'workspace');
  const inherited = shared ?? tableOf(workspace, 'dependencies');
  const sections = [toml, ...Object.values(tableOf(toml, 'target')).filter(isRecord)];
  const name = ownString(tableOf(toml, 'package'), 'name') ?? ownString(tableOf(toml, 'project'), 'name');
  return {
    ...(name === undefined ? {} : { name }),
    requests: sections.flatMap((section) => requestsOf(section, inherited)),
    members: strings(own(workspace, 'members')),
    exclude: strings(own(workspace, 'exclude')),
    patches: patchesOf(tableOf(toml, 'patch')),
    shared: inherited,
  };
}

function requestsOf(section: Record<string, unknown>, shared: Record<string, unknown>): ManifestRequest[] {
  const requests: ManifestRequest[] = [];
  for (const [key, scope] of tables) {
    for (const [alias, spec] of Object.entries(tableOf(section, key)))
      requests.push(request(alias, spec, scope, shared));
  }
  return requests;
}

function request(alias: string, spec: unknown, scope: Scope, shared: Record<string, unknown>): ManifestRequest {
  if (typeof spec === 'string') return { crate: alias, scope, requested: spec };
  const fields = isRecord(spec) ? spec : {};
  const inherits = own(fields, 'workspace') === true;
  const base = inherits ? own(shared, alias) : undefined;
  const from = isRecord(base) ? base : {};
  const requested = typeof base === 'string' ? base : (ownString(fields, 'version') ?? ownString(from, 'version'));
  const folder = ownString(fields, 'path');
  return {
    crate: ownString(fields, 'package') ?? ownString(from, 'package') ?? alias,
    scope: scope === 'prod' && own(fields, 'optional') === true ? 'optional' : scope,
    ...(requested === undefined ? {} : { requested }),
    ...(folder === undefined ? {} : { folder }),
    ...(inherits && base === undefined ? { unsure: true } : {}),
  };
}

function patchesOf(patch: Record<string, unknown>): Map<string, PatchRule> {
  const rules = new Map<string, PatchRule>();
  for (const [registry, entries] of Object.entries(patch)) {
    if (!isRecord(entries)) continue;
    for (const [alias, spec] of Object.entries(entries)) {
      const record = isRecord(spec) ? spec : {};
      const from = own(record, 'git') !== undefined ? 'git' : own(record, 'path') !== undefined ? 'path' : 'registry';
      rules.set(ownString(record, 'package') ?? alias, { text: `patch.${registry} ${alias}`.slice(0, 200), from });
    }
  }
  return rules;
}

function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];
}
