import type { Ignore } from 'ignore';
import type { DiskFiles } from '../disk-files.ts';

/** Rule files of one name, nested as git nests them: the deepest file that says something wins. */
export interface IgnoreRules {
  /** Rules of a folder, or the given ones where it has no rule file. Folders are entered from the root downwards. */
  enter(folder: string, names: ReadonlySet<string>, outer: RuleChain): Promise<RuleChain>;
}

/** Rule files from the innermost to the outermost. */
export interface RuleChain {
  /** Whether a path relative to the root is ignored; a folder ends with `/`. */
  ignores(path: string): boolean;
}

/** Nothing is ignored. */
export const noRules: RuleChain = { ignores: () => false };

/** Reads rule files called `name`; the matcher is loaded with the first of them. */
export function createIgnoreRules(files: DiskFiles, name: string): IgnoreRules {
  return {
    async enter(folder, names, outer) {
      if (!names.has(name)) return outer;
      const text = await files.read(folder === '' ? name : `${folder}/${name}`);
      if (!text.ok) return outer;
      return chain(folder, await compileRules(text.value), outer);
    },
  };
}

/** Bounds of a rule file: the matcher backtracks over every wildcard, and the file may be hostile. */
const maxRules = 10_000;
const maxRuleLength = 1000;
const maxWildcards = 3;

async function compileRules(text: string): Promise<Ignore> {
  const { default: ignore } = await import('ignore');
  const rules = text.split('\n', maxRules).filter(isCheap);
  return ignore({ allowRelativePaths: true, ignoreCase: false }).add(rules);
}

/** A rule that is left out ignores nothing: more is read, never less. */
function isCheap(rule: string): boolean {
  if (rule.length > maxRuleLength) return false;
  let runs = 0;
  for (let at = rule.indexOf('*'); at !== -1; at = rule.indexOf('*', at + 1)) if (rule[at - 1] !== '*') runs++;
  return runs <= maxWildcards;
}

function chain(folder: string, rules: Ignore, outer: RuleChain): RuleChain {
  const prefix = folder === '' ? 0 : folder.length + 1;
  return {
    ignores(path) {
      const relative = path.slice(prefix);
      const { ignored, unignored } = rules.test(relative);
      if (ignored) return true;
      return unignored ? false : outer.ignores(path);
    },
  };
}
