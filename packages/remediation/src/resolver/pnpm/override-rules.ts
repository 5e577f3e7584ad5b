import { isRecord } from '../../edit/json/index.ts';
import { meetsKey, speaksOf } from '../graph/index.ts';
import type { OverrideRule, Request, TreeNode } from '../npm/types.ts';

const maxRules = 1_000;

/** Reads pnpm's `overrides`, in the form `parent@range>name@range`; `place` names where they stand. */
export function readPnpmOverrides(
  overrides: unknown,
  place: string,
  root: Readonly<Record<string, unknown>>,
): readonly OverrideRule[] {
  if (!isRecord(overrides)) return [];
  const rules = Object.entries(overrides)
    .slice(0, maxRules)
    .flatMap(([selector, value]): OverrideRule[] => {
      if (typeof value !== 'string') return [];
      // `>` also begins a range, behind the @ of its package.
      const at = /[^ |@]>(?=[^=\d\s])/.exec(selector)?.index;
      const parent = at === undefined ? undefined : partOf(selector.slice(0, at + 1));
      const { name, range } = partOf(at === undefined ? selector : selector.slice(at + 2));
      return [
        {
          name,
          ...(range === undefined ? {} : { keyRange: range }),
          value: value.startsWith('$') ? (directRange(root, value.slice(1)) ?? value) : value,
          below: parent === undefined ? [] : [parent],
          text: `${place}.${selector} = ${value}`,
          path: [...place.split('.'), selector],
        },
      ];
    });
  return rules.sort((a, b) => b.below.length - a.below.length);
}

/** Whether a rule decides: it speaks of the package, of this very parent, and its range has something of what is asked for. */
export function pnpmRuleApplies(rule: OverrideRule, from: TreeNode, request: Request): boolean {
  if (from.role === 'package' && (request.kind === 'peer' || request.kind === 'peer-optional')) return false;
  return speaksOf(rule, from, request) && meetsKey(rule, request);
}

function partOf(text: string): { name: string; range?: string } {
  const at = text.indexOf('@', 1);
  return at < 0 ? { name: text } : { name: text.slice(0, at), range: text.slice(at + 1) };
}

function directRange(root: Readonly<Record<string, unknown>>, name: string): string | undefined {
  for (const section of ['dependencies', 'devDependencies', 'optionalDependencies']) {
    const wanted = root[section];
    const range = isRecord(wanted) && Object.hasOwn(wanted, name) ? wanted[name] : undefined;
    if (typeof range === 'string') return range;
  }
  return undefined;
}
