import { ok, type Result } from '@maximus/kernel';
import { schemeFor } from '@maximus/versions';
import { buildGraph, type DraftComponent, type DraftEdge, type RootEdge } from '../dependency-graph/index.ts';
import { errors } from '../errors.ts';
import { createProblemList } from '../problem-list/index.ts';
import type { ParsedFile, ParseInput } from '../types.ts';
import { type CrateIndex, createCrateIndex } from './crate-index.ts';
import { type LockedCrate, readCrates } from './entries.ts';
import type { CargoManifest, ManifestRequest, PatchRule } from './manifest.ts';
import { reportMissing } from './missing.ts';
import { purlOf } from './source.ts';
import { readWorkspace } from './workspace.ts';

/**
 * Reads Cargo.lock. Packages without a source are in the tree: they are no components, and what they depend on is direct.
 * One that a `[patch]` puts in a registry crate's place keeps that crate's name and version and stays a component.
 */
export async function parse(input: ParseInput): Promise<Result<ParsedFile>> {
  const read = await readCrates(input.path, input.text);
  if (!read.ok) return read;
  const { crates } = read.value;
  const workspace = await readWorkspace(input.files, input.path);
  const problems = createProblemList();
  problems.push(read.value.problems);
  problems.push(workspace.problems);
  reportMissing(input.path, crates, workspace, problems);
  const index = createCrateIndex(crates);
  const drafts = new Map<string, DraftComponent>();
  const roots: RootEdge[] = [];
  const seen = new Set<string>();
  for (const crate of crates) {
    const key = index.keyOf(crate);
    const where = { file: input.path, ...(crate.line === undefined ? {} : { line: crate.line }) };
    if (seen.has(key)) {
      problems.add('twice', () => errors.malformed(`${key.slice(0, 200)} is there twice`, where));
      continue;
    }
    seen.add(key);
    const targets: LockedCrate[] = [];
    for (const dependency of crate.dependencies) {
      const target = index.find(dependency);
      if (target !== undefined) targets.push(target);
      else {
        const said = `${key} depends on "${dependency}", which no entry or more than one answers`.slice(0, 300);
        problems.add('edge', () => errors.malformed(said, where));
      }
    }
    const override = overrideOf(crate, workspace.patches);
    const isOwn = (each: LockedCrate) => each.source === undefined && overrideOf(each, workspace.patches) === undefined;
    const foreign = targets.filter((target) => !isOwn(target));
    if (isOwn(crate)) {
      for (const root of rootsOf(foreign, workspace.manifests.get(crate.name), index)) roots.push(root);
    } else
      drafts.set(
        key,
        draftOf(
          crate,
          override,
          foreign.map((target): DraftEdge => ({ to: index.keyOf(target) })),
        ),
      );
  }
  return ok(buildGraph({ path: input.path, drafts, roots, problems: problems.list() }));
}

function draftOf(crate: LockedCrate, override: string | undefined, dependsOn: readonly DraftEdge[]): DraftComponent {
  const { name, version, source, checksum, line } = crate;
  return {
    ecosystem: 'crates.io',
    name,
    version,
    purl: purlOf(name, version, source),
    dependsOn,
    ...(line === undefined ? {} : { line }),
    ...(checksum === undefined ? {} : { integrity: checksum }),
    ...(override === undefined ? {} : { override }),
  };
}

/** The `[patch]` or `[replace]` rule that is in force for an entry: its source must be the rule's. */
function overrideOf(
  { name, source, replace }: LockedCrate,
  patches: ReadonlyMap<string, PatchRule>,
): string | undefined {
  if (replace !== undefined) return `replace => ${replace.slice(0, 200)}`;
  const rule = patches.get(name);
  if (rule === undefined) return undefined;
  const from = source === undefined ? 'path' : source.startsWith('git+') ? 'git' : 'registry';
  return rule.from === from ? rule.text : undefined;
}

/** Requests times versions of one name that are weighed against each other; no real manifest comes near. */
const maxWeighed = 1000;

/** One root for each way in which the manifest asks for a crate; `unknown` where the manifest does not tell. */
function rootsOf(targets: readonly LockedCrate[], manifest: CargoManifest | undefined, index: CrateIndex): RootEdge[] {
  const requests = Map.groupBy(manifest?.requests ?? [], ({ crate }) => crate);
  const versions = Map.groupBy(targets, ({ name }) => name);
  return targets.flatMap((target): RootEdge[] => {
    const to = index.keyOf(target);
    const named = requests.get(target.name) ?? [];
    const twins = versions.get(target.name)?.length ?? 1;
    const fitting = twins === 1 ? named : weighed(named, twins, target.version);
    if (fitting.length === 0) return [{ to, scope: 'unknown' }];
    return fitting.map(({ scope, requested }) => ({ to, scope, ...(requested === undefined ? {} : { requested }) }));
  });
}

function weighed(named: readonly ManifestRequest[], twins: number, version: string): readonly ManifestRequest[] {
  return named.length * twins > maxWeighed ? [] : named.filter((request) => allows(request, version));
}

function allows({ requested }: ManifestRequest, version: string): boolean {
  if (requested === undefined) return true;
  const constraint = schemeFor('crates.io')?.constraint?.(requested);
  return constraint?.ok === true && constraint.value.allows(version);
}
