import { minVersion } from 'semver';
import type { VersionMetadata } from '../../registries/types.ts';
import { type Blockage, blockage } from '../blockage.ts';
import type { Edge, Tree } from '../tree-shape.ts';
import type { SearchBounds } from '../types.ts';
import { type Moves, type OverrideMove, withWish } from './moves.ts';
import type { RealiseContext } from './realise.ts';
import { labelOf } from './settle.ts';
import { inRange, meet } from './spec.ts';
import type { TreeNode } from './types.ts';

/** Versions that are tried as the one of the rule. */
const maxTried = 12;

/** A copy that only rules can move, and who holds it back. */
export interface HeldCopy {
  readonly stuck: readonly Edge[];
  readonly copy: TreeNode;
  /** Versions that help, lowest first. */
  readonly safe: readonly VersionMetadata[];
  readonly moves: Moves;
}

/** Rules of the project that put a copy on each of the versions that help, and why some versions allow none. */
export function overridesFor(
  { stuck, copy, safe, moves }: HeldCopy,
  { lock, overrideScope }: RealiseContext,
  policy: SearchBounds['policy'],
): { readonly proposals: readonly Moves[]; readonly blockages: readonly Blockage[] } {
  const proposals: Moves[] = [];
  const blockages: Blockage[] = [];
  const names = safe.map(({ version }) => version);
  // A rule without a parent speaks to everyone who asks for the package.
  const concerned = overrideScope === 'everywhere' ? askersFor(copy.name, lock.tree) : stuck;
  for (const { version } of safe.slice(0, maxTried)) {
    const wide = concerned.find((edge) => !isCompatible(edge, version));
    if (wide !== undefined && (!policy.allowWideOverrides || overrideScope === 'everywhere')) {
      const why =
        overrideScope !== 'everywhere' || stuck.includes(wide)
          ? `${version} is not compatible with that by semantic versioning`
          : `a rule for ${version} could not leave it out`;
      const asks = `${labelOf(wide.from)} asks for ${wide.request.folder}@${wide.request.range}`;
      blockages.push(blockage('policy-forbids', `${asks}; ${why}.`));
      continue;
    }
    const changed = stuck.flatMap(({ rule }) => (rule === undefined ? [] : [[rule.text, version] as const]));
    const free = stuck.filter(({ rule }) => rule === undefined);
    const rules = free.map(({ from, request }): OverrideMove => {
      const rule = { name: copy.folder, version };
      if (overrideScope === 'everywhere') return rule;
      if (overrideScope === 'requirement') return { ...rule, parent: from.name, keyRange: request.range };
      return { ...rule, parent: from.name, parentRange: scopeOf(from, lock.tree) };
    });
    const wished = withWish(moves, copy.path, copy.name, names.slice(names.indexOf(version)));
    proposals.push({
      ...wished,
      overrides: withoutRepeats([...wished.overrides, ...rules]),
      rules: new Map([...wished.rules, ...changed]),
    });
  }
  return { proposals, blockages };
}

/**
 * The versions of a parent for which a rule holds. npm takes the range for one of its own (EOVERRIDE): where the project
 * asks for that package too, it has to be the very text that the project asks with, or to leave its copy out.
 */
function scopeOf({ name, version = '0.0.0' }: TreeNode, tree: Tree): string {
  const caret = `^${version}`;
  const root = tree.get('');
  const request = root?.requests.find(({ folder }) => folder === name);
  if (root === undefined || request === undefined) return caret;
  const { spec } = tree.edge(root, request);
  if (spec.type !== 'range') return '*';
  if (inRange(version, spec.range)) return request.range;
  return meet(caret, spec.range) ? version : caret;
}

/** Every requirement of a package, whichever copy answers it. */
function askersFor(name: string, tree: Tree): readonly Edge[] {
  return [...tree.nodes()].filter((node) => node.name === name).flatMap((node) => tree.edgesInto(node));
}

function withoutRepeats(rules: readonly OverrideMove[]): readonly OverrideMove[] {
  const byText = new Map(
    rules.map((rule) => [JSON.stringify([rule.parent, rule.parentRange, rule.name, rule.keyRange]), rule]),
  );
  return [...byText.values()];
}

/** Whether semantic versioning promises that the asker can live with it: the caret of what it asks for at least. */
function isCompatible({ spec }: Edge, version: string): boolean {
  if (spec.type === 'other') return false;
  const least = minVersion(spec.range, { loose: true });
  return least !== null && inRange(version, `^${least.version}`);
}
