import { isRecord } from '../../edit/json/index.ts';
import { speaksOf } from '../graph/index.ts';
import type { OverrideRule, Request, TreeNode } from '../npm/types.ts';
import { plainRange } from './descriptor.ts';

const maxRules = 1_000;

/**
 * Reads `resolutions` of the root manifest: `name`, `parent/name`, and `**` anywhere in Yarn 1; with `@npm:range` behind
 * either in berry. A rule for a deeper path is taken for one that holds everywhere: it may pin, and nothing may be assumed.
 */
export function readResolutions(manifest: Readonly<Record<string, unknown>>): readonly OverrideRule[] {
  const { resolutions } = manifest;
  if (!isRecord(resolutions)) return [];
  const rules = Object.entries(resolutions)
    .slice(0, maxRules)
    .flatMap(([pattern, value]): OverrideRule[] => {
      const parts = partsOf(pattern);
      const last = parts?.at(-1);
      if (parts === undefined || last === undefined || typeof value !== 'string') return [];
      const parents = parts.slice(0, -1).filter((each) => each !== '**');
      const isPlain = parents.length === 1 && parts.at(-2) !== '**';
      const parent = isPlain ? split(parents[0] ?? '') : undefined;
      const { name, range } = split(last);
      return [
        {
          name,
          ...(range === undefined ? {} : { keyRange: plainRange(range) }),
          value: plainRange(value),
          below: parent === undefined ? [] : [{ name: parent.name, ...rangeOf(parent.range) }],
          text: `resolutions.${pattern} = ${value}`,
          path: ['resolutions', pattern],
        },
      ];
    });
  return rules.sort((a, b) => b.below.length - a.below.length);
}

/** Whether a rule decides. Berry compares a range in the key letter by letter, Yarn 1 knows none. */
export function resolutionApplies(rule: OverrideRule, from: TreeNode, request: Request): boolean {
  if (from.role === 'package' && (request.kind === 'peer' || request.kind === 'peer-optional')) return false;
  return speaksOf(rule, from, request) && (rule.keyRange === undefined || rule.keyRange === plainRange(request.range));
}

function rangeOf(range: string | undefined): { readonly range?: string } {
  return range === undefined ? {} : { range: plainRange(range) };
}

/** The path of a pattern; a scope belongs to the name behind it. */
function partsOf(pattern: string): readonly string[] | undefined {
  const words = pattern.slice(0, 1_000).split('/');
  const parts: string[] = [];
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? '';
    if (!word.startsWith('@')) parts.push(word);
    else {
      at += 1;
      if (words[at] === undefined) return undefined;
      parts.push(`${word}/${words[at]}`);
    }
  }
  return parts;
}

function split(text: string): { readonly name: string; readonly range?: string } {
  const at = text.indexOf('@', 1);
  return at < 0 ? { name: text } : { name: text.slice(0, at), range: text.slice(at + 1) };
}
