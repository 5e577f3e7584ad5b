import type { Scope } from '@maximus/contracts';
import { mapAt, textAt, YamlMap, type YamlValue } from '../block-yaml/index.ts';
import type { RootEdge } from '../dependency-graph/index.ts';
import { errors } from '../errors.ts';
import type { ProblemList } from '../problem-list/index.ts';
import { catalogRange, type Overrides } from './overrides.ts';
import type { PackageTree } from './packages.ts';

const groups: readonly (readonly [string, Scope])[] = [
  ['dependencies', 'prod'],
  ['optionalDependencies', 'optional'],
  ['devDependencies', 'dev'],
  ['configDependencies', 'dev'],
  ['packageManagerDependencies', 'dev'],
];

/** What reading the projects of one document needs. */
export interface ImportersInput {
  readonly path: string;
  readonly document: YamlMap;
  readonly tree: PackageTree;
  readonly overrides: Overrides;
  readonly problems: ProblemList;
}

/**
 * What the workspace's projects ask for. Version 5 keeps the ranges apart in `specifiers`; from 6 each dependency has
 * `specifier` and `version`. A file without `importers` is a single project: the groups stand at the top.
 */
export function readImporters(input: ImportersInput): readonly RootEdge[] {
  const importers = mapAt(input.document, 'importers');
  if (importers === undefined) return rootsOf(input.document, input);
  return [...linesOf(importers)].flatMap(([folder, project, line]) => {
    if (project instanceof YamlMap) return rootsOf(project, input);
    if (project !== '') complain(input, `the project ${folder.slice(0, 120)} is not a mapping`, line);
    return [];
  });
}

function rootsOf(project: YamlMap, input: ImportersInput): RootEdge[] {
  const specifiers = mapAt(project, 'specifiers');
  const roots: RootEdge[] = [];
  for (const [group, wanted, groupLine] of linesOf(project)) {
    const scope = groups.find(([name]) => name === group)?.[1];
    if (scope === undefined || wanted === '') continue;
    if (!(wanted instanceof YamlMap)) {
      complain(input, `${group} is not a mapping`, groupLine);
      continue;
    }
    for (const [alias, value, line] of linesOf(wanted)) {
      const facts = value instanceof YamlMap ? value : undefined;
      const reference = typeof value === 'string' ? value : textAt(facts, 'version');
      if (reference === undefined) complain(input, `${alias.slice(0, 120)} has no version`, line);
      const to = reference === undefined ? undefined : input.tree.find(alias, reference);
      if (to === undefined) continue;
      const specifier = facts === undefined ? textAt(specifiers, alias) : textAt(facts, 'specifier');
      const requested = catalogRange(input.overrides, alias, specifier) ?? specifier;
      roots.push({ to, scope, ...(requested === undefined ? {} : { requested }) });
    }
  }
  return roots;
}

function complain({ path, problems }: ImportersInput, what: string, line: number): void {
  problems.add('importers', () => errors.malformed(what, { file: path, line }));
}

function* linesOf(map: YamlMap): Generator<readonly [string, YamlValue, number]> {
  let at = 0;
  for (const [key, value] of map.values) yield [key, value, map.lines[at++] ?? 1];
}
