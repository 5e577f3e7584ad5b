import { fail, ok, type Result } from '@maximus/kernel';
import { mapAt, parseYaml, textAt } from '../block-yaml/index.ts';
import { buildGraph, type DraftComponent, type DraftEdge, type RootEdge } from '../dependency-graph/index.ts';
import { errors } from '../errors.ts';
import { parseJson } from '../json.ts';
import { readManifest } from '../node-project/index.ts';
import { purlOf, type Source, sourceOf } from '../node-source/index.ts';
import { createProblemList, type ProblemList } from '../problem-list/index.ts';
import type { ParsedFile, ParseInput } from '../types.ts';
import { type BerryEntry, readEntries } from './entries.ts';
import { asWritten } from './locator.ts';
import { Lookup } from './lookup.ts';
import { Resolutions } from './resolutions.ts';
import { workspaceRoots } from './workspace-roots.ts';

/** Written by yarn 4; one digit is taken as near enough to it. */
const newest = 8;

/** Parses the yarn.lock of yarn 2 and later with the package.json files of its workspaces. */
export async function parse(input: ParseInput): Promise<Result<ParsedFile>> {
  const document = await parseYaml(input.path, input.text);
  if (!document.ok) return document;
  if (mapAt(document.value, '__metadata') === undefined) {
    return fail(errors.malformed('no __metadata', { file: input.path, line: 1 }));
  }
  const problems = createProblemList();
  const version = textAt(mapAt(document.value, '__metadata'), 'version') ?? 'none';
  if (!/^\d$/.test(version)) {
    const said = `lock file version ${version.slice(0, 20)} is not known; read as ${newest}`;
    problems.add('version', () => errors.unsupported_version(said, { file: input.path, line: 1 }));
  }
  const entries = readEntries(input.path, document.value, problems);
  const folder = input.path.slice(0, input.path.lastIndexOf('/') + 1);
  const lookup = new Lookup(entries, new Resolutions(await rootResolutions(input, `${folder}package.json`)));
  const drafts = new Map<string, DraftComponent>();
  const roots: RootEdge[] = [];
  const consumed = new Set<string>();
  const rules = new Map<string, string>();
  for (const entry of entries) {
    if (entry.own) {
      const asked = await workspaceRoots(input.files, folder, entry, lookup, rules);
      for (const root of asked.roots) roots.push(root);
      for (const path of asked.consumed) consumed.add(path);
      problems.push(asked.problems);
    } else addDraft(input.path, drafts, entry, lookup, rules, problems);
  }
  for (const [key, rule] of rules) {
    const draft = drafts.get(key);
    if (draft !== undefined && draft.override === undefined) drafts.set(key, { ...draft, override: rule });
  }
  return ok(buildGraph({ path: input.path, drafts, roots, problems: problems.list(), consumed: [...consumed] }));
}

/** A manifest that is not there or not JSON has no resolutions; that it cannot be read is said when its workspace is. */
async function rootResolutions(input: ParseInput, path: string): Promise<readonly (readonly [string, string])[]> {
  const text = (await input.files.exists(path)) ? await input.files.read(path) : undefined;
  const json = text?.ok === true ? parseJson(path, text.value) : undefined;
  return json?.ok === true ? readManifest(json.value).resolutions : [];
}

function addDraft(
  path: string,
  drafts: Map<string, DraftComponent>,
  entry: BerryEntry,
  lookup: Lookup,
  rules: Map<string, string>,
  problems: ProblemList,
): void {
  const { name, version, line, checksum, patch } = entry;
  if (version === undefined) {
    problems.add('version', () =>
      errors.malformed(`no version in the entry of ${entry.key.slice(0, 120)}`, { file: path, line }),
    );
    return;
  }
  const override = patch === undefined || patch.builtin ? undefined : `patch ${patch.files}`;
  drafts.set(entry.key, {
    ecosystem: 'npm',
    name,
    version,
    purl: purlOf(name, version, sourceOfEntry(entry)),
    line,
    ...(checksum === undefined ? {} : { integrity: checksum }),
    ...(override === undefined ? {} : { override }),
    dependsOn: edgesOf(entry, lookup, rules),
  });
}

function edgesOf(entry: BerryEntry, lookup: Lookup, rules: Map<string, string>): DraftEdge[] {
  const edges: DraftEdge[] = [];
  const base = lookup.patched(entry);
  if (base !== undefined) edges.push({ to: base.key });
  for (const request of entry.requests) {
    const { entry: target, rule } = lookup.find(entry.name, request);
    if (target?.own === true) continue;
    if (target !== undefined && rule !== undefined) rules.set(target.key, rule);
    const to = target?.key ?? `${request.name}@${request.range}`;
    edges.push({ to, requested: asWritten(request.range), ...(request.optional ? { optional: true } : {}) });
  }
  return edges;
}

function sourceOfEntry(entry: BerryEntry): Source {
  const { reference, name } = entry;
  if (reference.startsWith('npm:') || reference.startsWith('patch:')) return { kind: 'registry' };
  return sourceOf(reference.replace('#commit=', '#'), name);
}
