import type { Scope } from '@maximus/contracts';
import { mapAt, textAt, YamlMap } from '../block-yaml/index.ts';
import type { RootEdge } from '../dependency-graph/index.ts';
import { catalogRange, type Overrides } from './overrides.ts';
import type { PackageTree } from './packages.ts';

const groups: readonly (readonly [string, Scope])[] = [
  ['dependencies', 'prod'],
  ['optionalDependencies', 'optional'],
  ['devDependencies', 'dev'],
  ['configDependencies', 'dev'],
  ['packageManagerDependencies', 'dev'],
];

/**
 * What the workspace's projects ask for. Version 5 keeps the ranges apart in `specifiers`; from 6 each dependency has
 * `specifier` and `version`. A file without `importers` is a single project: the groups stand at the top.
 */
export function readImporters(document: YamlMap, tree: PackageTree, overrides: Overrides): readonly RootEdge[] {
  const importers = mapAt(document, 'importers');
  const projects = importers === undefined ? [document] : [...importers.values.values()];
  const roots: RootEdge[] = [];
  for (const project of projects) {
    if (!(project instanceof YamlMap)) continue;
    const specifiers = mapAt(project, 'specifiers');
    for (const [group, scope] of groups) {
      for (const [alias, value] of mapAt(project, group)?.values ?? []) {
        const reference =
          typeof value === 'string' ? value : textAt(value instanceof YamlMap ? value : undefined, 'version');
        const specifier = value instanceof YamlMap ? textAt(value, 'specifier') : textAt(specifiers, alias);
        const to = reference === undefined ? undefined : tree.find(alias, reference);
        if (to === undefined) continue;
        const requested = catalogRange(overrides, alias, specifier) ?? specifier;
        roots.push({ to, scope, ...(requested === undefined ? {} : { requested }) });
      }
    }
  }
  return roots;
}
