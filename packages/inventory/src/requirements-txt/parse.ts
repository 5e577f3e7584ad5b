import type { Scope } from '@maximus/contracts';
import { fail, ok, type Result } from '@maximus/kernel';
import { integrityConflicts } from '../dependency-graph/integrity-conflicts.ts';
import { errors } from '../errors.ts';
import { createProblemList, type ProblemList } from '../problem-list/index.ts';
import { createPurl } from '../purl/index.ts';
import { folderOf, pinOf, scopeOfGroup, sourceQualifiers, wantedOf } from '../python/index.ts';
import type { Component, Edge, ParsedFile, ParseInput } from '../types.ts';
import { isConstraintsFile } from './detect.ts';
import { type Line, readRequirements } from './read-file.ts';
import { requestedRanges } from './requested.ts';
import { withoutNulls } from './statements.ts';

/**
 * Reads a requirements file with everything it includes. A line pinned by `==` or `===` is a locked version; any other
 * one is a component without version and a problem, unless a constraints file pins it. Fails with `inventory.malformed`
 * for a text of another kind; else what cannot be read is a problem of its own.
 */
export async function parse(input: ParseInput): Promise<Result<ParsedFile>> {
  if (isOtherText(input.text)) {
    return fail(errors.malformed('not a requirements file', { file: input.path, line: 1 }));
  }
  const problems = createProblemList();
  const found = await readRequirements(input.path, input.text, input.files, problems);
  const compiled = found.lines.some((line) => line.via !== undefined);
  const onlyConstrains = isConstraintsFile(input.path);
  const pins = pinsOf(found.constraints);
  const ranges = compiled ? await requestedRanges(input, found.lines) : { byName: new Map(), consumed: [] };

  const unresolved = new Map<string, number>();
  const drafts: Draft[] = [];
  const byKey = new Map<string, Draft>();
  for (const line of found.lines) {
    const constraint = pins.get(line.requirement.name);
    const version = versionOf(line, constraint);
    if (version === undefined) {
      // A constraint asks for nothing: without a pin it says of no version that it is installed.
      if (onlyConstrains) continue;
      reportUnresolved(input.path, line, problems, unresolved);
    }
    const draft: Draft = { line, ...(version === undefined ? {} : { version, constraint }) };
    const key = keyOf(draft);
    if (byKey.has(key)) continue;
    byKey.set(key, draft);
    drafts.push(draft);
  }
  for (const [file, count] of unresolved) {
    problems.addCounted(count, () => errors.unresolved(`${count} requirements are not pinned to a version`, { file }));
  }
  if (!compiled) reportLocals(found.locals, problems);

  const graph = edgesOf(drafts);
  const versions = new Map<string, number>();
  const components = drafts.map((draft): Component => {
    const direct = !onlyConstrains && isDirect(draft.line, compiled, graph.known);
    const requested = requestedOf(draft, ranges.byName, compiled);
    return {
      ...identityOf(draft),
      scope: onlyConstrains ? 'unknown' : scopeOfFile(draft.line.file),
      direct,
      ...(direct && requested !== undefined ? { requested } : {}),
      line: draft.line.topLine,
      ...(draft.line.hashes[0] === undefined ? {} : { integrity: draft.line.hashes[0] }),
      dependsOn: isFork(draft.line.requirement.name, versions)
        ? (graph.edges.get(draft.line.requirement.name) ?? [])
        : [],
    };
  });
  const direct = components.filter((each) => each.direct);
  const consumed = [...found.consumed, ...ranges.consumed];
  return ok({
    components,
    roots: (direct.length === 0 ? components : direct).map((each) => each.key),
    problems: [...problems.list(), ...integrityConflicts(input.path, components)],
    ...(consumed.length === 0 ? {} : { consumed }),
  });
}

/** A web page, JSON, or zeros, as a failed download leaves them; the mark of a merge conflict is a line of its own. */
function isOtherText(text: string): boolean {
  const start = text.trimStart();
  if (start.startsWith('{') || (start.startsWith('<') && !start.startsWith('<<<<<<<'))) return true;
  return text.includes('\0') && withoutNulls(text).trim() === '';
}

const maxForks = 16;

interface Draft {
  readonly line: Line;
  readonly version?: string;
  /** The constraints line that gave the version. */
  readonly constraint?: Line | undefined;
}

function identityOf(draft: Draft) {
  const { line, version, constraint } = draft;
  const { name, url } = line.requirement;
  const fromConstraint = constraint !== undefined && pinOf(line.requirement) === undefined;
  return {
    key: keyOf(draft),
    ecosystem: 'PyPI',
    name,
    ...(version === undefined ? {} : { version }),
    purl: createPurl('PyPI', name, version, url === undefined ? undefined : qualifiersOf(url)),
    ...(fromConstraint ? { override: `${constraint.file}: ${name}${constraint.requirement.specifier}` } : {}),
  };
}

function keyOf(draft: Draft): string {
  const { name } = draft.line.requirement;
  return draft.version === undefined ? name : `${name}@${draft.version}`;
}

function qualifiersOf(url: string): Readonly<Record<string, string>> | undefined {
  const kind = (['git', 'hg', 'svn', 'bzr'] as const).find((each) => url.startsWith(`${each}+`));
  if (kind !== undefined) return sourceQualifiers({ kind, url });
  return url.includes('://') && !url.startsWith('file:') ? sourceQualifiers({ kind: 'url', url }) : undefined;
}

function pinsOf(constraints: readonly Line[]): ReadonlyMap<string, Line> {
  const pins = new Map<string, Line>();
  for (const line of constraints) {
    if (pinOf(line.requirement) !== undefined && !pins.has(line.requirement.name))
      pins.set(line.requirement.name, line);
  }
  return pins;
}

function versionOf(line: Line, constraint: Line | undefined): string | undefined {
  const own = pinOf(line.requirement) ?? line.fileVersion;
  if (own !== undefined || line.requirement.url !== undefined) return own;
  return constraint === undefined ? undefined : pinOf(constraint.requirement);
}

/** One by one in the file itself; an included file, which is mostly scanned by itself as well, has one with a count. */
function reportUnresolved(path: string, line: Line, problems: ProblemList, counts: Map<string, number>): void {
  if (line.file !== path) {
    counts.set(line.file, (counts.get(line.file) ?? 0) + 1);
    return;
  }
  const { name, specifier, url } = line.requirement;
  const shown = `${name}${specifier}`.slice(0, 120);
  const why = url === undefined ? 'is not pinned to a version' : 'is installed from an address that tells no version';
  problems.add('unpinned', () => errors.unresolved(`"${shown}" ${why}`, { file: path, line: line.line }));
}

function reportLocals(locals: readonly { target: string; file: string; line: number }[], problems: ProblemList): void {
  for (const { target, file, line } of locals) {
    const shown = target.slice(0, 120);
    problems.add('local', () =>
      errors.unresolved(`"${shown}" is a local project; what it depends on is not fixed here`, { file, line }),
    );
  }
}

/** `# via` names who needs a line: the edge runs from there to it. */
function edgesOf(drafts: readonly Draft[]) {
  const known = new Set(drafts.map((draft) => draft.line.requirement.name));
  const edges = new Map<string, Edge[]>();
  for (const draft of drafts) {
    const to = keyOf(draft);
    for (const parent of new Set(draft.line.via?.parents ?? [])) {
      if (!known.has(parent) || parent === draft.line.requirement.name) continue;
      const list = edges.get(parent) ?? [];
      edges.set(parent, list);
      list.push({ to });
    }
  }
  return { known, edges };
}

/** Only the first versions of a package get its edges; a hostile file would otherwise have the square of its size. */
function isFork(name: string, versions: Map<string, number>): boolean {
  const count = (versions.get(name) ?? 0) + 1;
  versions.set(name, count);
  return count <= maxForks;
}

/** Where a compiler wrote its reasons, they decide; a hand-written line is always asked for. */
function isDirect(line: Line, compiled: boolean, known: ReadonlySet<string>): boolean {
  if (!compiled || line.via === undefined) return true;
  return line.via.asks.length > 0 || !line.via.parents.some((parent) => known.has(parent));
}

/** What was asked for; an address is no range that an unknown version could be judged by. */
function requestedOf(draft: Draft, ranges: ReadonlyMap<string, string>, compiled: boolean): string | undefined {
  const { requirement } = draft.line;
  if (draft.version === undefined && requirement.url !== undefined) return undefined;
  return ranges.get(requirement.name) ?? (compiled ? undefined : wantedOf(requirement).requested);
}

/** A name such as `requirements-dev.txt`, `requirements/test.txt` or `docs/requirements.txt` tells of development. */
function scopeOfFile(path: string): Scope {
  const folder = folderOf(path);
  const parent = folder.slice(folder.lastIndexOf('/') + 1);
  const file = path.slice(path.lastIndexOf('/') + 1).replace(/\.[^.]*$/, '');
  return scopeOfGroup(file) === 'dev' || scopeOfGroup(parent) === 'dev' ? 'dev' : 'prod';
}
