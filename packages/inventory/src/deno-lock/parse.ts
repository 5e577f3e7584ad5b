import { ok, type Result } from '@maximus/kernel';
import { buildGraph, type DraftComponent, type DraftEdge, type RootEdge } from '../dependency-graph/index.ts';
import { errors } from '../errors.ts';
import { createLineFinder } from '../lines.ts';
import { createProblemList } from '../problem-list/index.ts';
import { createPurl } from '../purl/index.ts';
import type { ParsedFile, ParseInput } from '../types.ts';
import { type LockContent, type LockedPackage, readContent, splitId } from './content.ts';
import { createResolver, type Resolver } from './resolver.ts';

/** Reads deno.lock. It knows no development scope; modules that are imported by address are one problem. */
export async function parse(input: ParseInput): Promise<Result<ParsedFile>> {
  const content = readContent(input.path, input.text);
  if (!content.ok) return content;
  const { packages, unread, faults, remoteCount } = content.value;
  const problems = createProblemList();
  problems.push(faults.map((error) => ({ error })));
  const resolver = createResolver(content.value);
  const lineOf = createLineFinder(input.text);
  const drafts = new Map<string, DraftComponent>();
  // Only the entry itself has its id for a key; everywhere else it is a value.
  for (const each of packages) {
    const line = lineOf(`${JSON.stringify(each.id.slice('npm:'.length))}:`);
    drafts.set(each.id, draftOf(each, line, resolver, content.value.linked));
  }
  problems.addCounted(unread.length, () =>
    errors.malformed(`an entry that is no package, first ${unread[0]?.slice(0, 80)}`, { file: input.path, line: 1 }),
  );
  const asked = rootsOf(content.value);
  const roots = asked.filter(({ to }) => drafts.has(to));
  problems.addCounted(asked.length - roots.length, () => {
    const missing = asked.find(({ to }) => !drafts.has(to))?.to.slice(0, 80);
    return errors.malformed(`a specifier has no entry in the file: ${missing}`, { file: input.path, line: 1 });
  });
  problems.addCounted(remoteCount, () => {
    const line = createLineFinder(input.text)('"remote"') ?? 1;
    const said = `${remoteCount} modules are imported by address: no advisory names them`;
    return errors.type_uncovered(said, { file: input.path, line });
  });
  return ok(buildGraph({ path: input.path, drafts, roots, problems: problems.list() }));
}

function draftOf(
  { id, integrity, dependencies, optional }: LockedPackage,
  line: number | undefined,
  resolver: Resolver,
  linked: ReadonlySet<string>,
): DraftComponent {
  const { scheme = '', name = '', rest = '' } = splitId(id) ?? {};
  const isNpm = scheme === 'npm';
  const version = isNpm ? (rest.split('_', 1)[0] ?? rest) : rest;
  const ecosystem = isNpm ? 'npm' : 'JSR';
  const edge = (dependency: string): DraftEdge => {
    const to = (isNpm ? resolver.npm : resolver.jsr)(dependency) ?? dependency;
    const asked = isNpm ? undefined : splitId(dependency)?.rest;
    return asked === undefined ? { to } : { to, requested: asked };
  };
  return {
    ecosystem,
    name,
    version,
    purl: createPurl(ecosystem, name, version),
    dependsOn: [
      ...dependencies.map(edge),
      ...optional.map((dependency): DraftEdge => ({ ...edge(dependency), optional: true })),
    ],
    ...(line === undefined ? {} : { line }),
    ...(integrity === undefined ? {} : { integrity }),
    ...(linked.has(`${scheme}:${name}@${version}`) ? { override: 'links' } : {}),
  };
}

/** What deno.json and package.json ask for, and what only a source file can have asked for. */
function rootsOf({ specifiers, packages, asked }: LockContent): RootEdge[] {
  const byPackages = new Set(packages.flatMap(({ id, dependencies }) => (id.startsWith('jsr:') ? dependencies : [])));
  const roots: RootEdge[] = [];
  for (const [specifier, to] of specifiers) {
    const { scheme = '', name = '', rest = '' } = splitId(specifier) ?? {};
    const isTransitive = byPackages.has(specifier) || byPackages.has(`${scheme}:${name}`);
    if (!asked.has(specifier) && isTransitive) continue;
    roots.push({ to, scope: 'unknown', ...(rest === '' ? {} : { requested: rest }) });
  }
  return roots;
}
