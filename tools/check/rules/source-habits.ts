import { isSource, isTest, type Tree } from '../../house/tree.ts';
import { type Check, failure, type Problem } from '../types.ts';

const VAGUE_NAMES = /(^|[-.])(utils?|helpers?|misc|common)(\.|$)/;

/** Habits that the linter does not know: empty catches, default exports, vague file names, the environment. */
export const sourceHabits: Check = {
  id: 'source-habits',
  run({ tree }) {
    const sources = tree.files.filter(isSource);
    return { problems: sources.flatMap((path) => judge(tree, path)), detail: `${sources.length} files` };
  },
};

function judge(tree: Tree, path: string): Problem[] {
  const facts = tree.facts(path);
  const at = (lines: readonly number[], message: string) => lines.map((line) => failure(path, line, message));
  const mayAskProcess = /^(apps|tools|bench)\//.test(path) || path === 'vitest.config.ts' || isTest(path);
  const name = path.split('/').at(-1) ?? '';
  return [
    ...facts.syntaxErrors.map((message) => failure(path, undefined, message)),
    ...at(facts.emptyCatches, 'empty catch: say what the failure means, or let it pass'),
    ...(path.endsWith('.config.ts') ? [] : at(facts.defaultExports, 'default export: export it by name')),
    ...(isTest(path) ? [] : facts.undocumentedExports).map(({ name, line }) =>
      failure(path, line, `${name} is exported without a sentence of its own`),
    ),
    ...(mayAskProcess ? [] : at(facts.environmentReads, 'only apps read the environment')),
    ...(mayAskProcess ? [] : at(facts.processExits, 'only apps end the process')),
    ...(VAGUE_NAMES.test(name) ? [failure(path, undefined, 'name the noun: this file name says nothing')] : []),
    ...(/^[a-z0-9.-]+$/.test(name) ? [] : [failure(path, undefined, 'file names are kebab-case')]),
  ];
}
