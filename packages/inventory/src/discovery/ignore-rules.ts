import type { DiskFiles } from '../disk-files.ts';
import type { Effort } from '../glob/index.ts';
import { compileRules, type RuleSet } from './rule-set.ts';

/** Rule files of one name, nested as git nests them: the deepest file that says something wins. */
export interface IgnoreRules {
  /** Rules of a folder, or the given ones where it has no rule file. Folders are entered from the root downwards. */
  enter(folder: string, names: ReadonlySet<string>, outer: RuleChain): Promise<RuleChain>;
  /** Rule files that were not applied, or not to the end, since they cost more than any that a person writes. */
  readonly refused: readonly string[];
}

/** Rule files from the innermost to the outermost. */
export interface RuleChain {
  /** Whether a path relative to the root is ignored; a folder ends with `/`. */
  ignores(path: string): boolean;
}

/** Nothing is ignored. */
export const noRules: RuleChain = { ignores: () => false };

/** Rules of one file, and of all files of a walk; the largest public collections have some thousands. */
const maxRules = 10_000;
const maxRulesOfAll = 100_000;
/** Steps of comparing paths with rules in one walk: a second or two. */
const maxEffort = 100_000_000;

/** Reads rule files called `name`. One that is refused ignores nothing: more is read, never less. */
export function createIgnoreRules(files: DiskFiles, name: string): IgnoreRules {
  const refused: string[] = [];
  const effort: Effort = { left: maxEffort };
  let rulesLeft = maxRulesOfAll;
  return {
    refused,
    async enter(folder, names, outer) {
      if (!names.has(name)) return outer;
      const path = folder === '' ? name : `${folder}/${name}`;
      const text = await files.read(path);
      if (!text.ok) return outer;
      const rules = compileRules(text.value, Math.min(maxRules, rulesLeft), effort);
      if (rules === undefined) {
        refused.push(path);
        return outer;
      }
      rulesLeft -= rules.size;
      return chain(folder, rules, outer, effort, () => refused.push(path));
    },
  };
}

function chain(folder: string, rules: RuleSet, outer: RuleChain, effort: Effort, refuse: () => void): RuleChain {
  const prefix = folder === '' ? 0 : folder.length + 1;
  let isRefused = false;
  return {
    ignores(path) {
      const verdict = rules.verdict(path.slice(prefix));
      if (effort.left < 0) {
        if (!isRefused) refuse();
        isRefused = true;
        return false;
      }
      return verdict ?? outer.ignores(path);
    },
  };
}
