import { runTool } from './command.ts';
import { boundaries } from './rules/boundaries.ts';
import { cycles } from './rules/cycles.ts';
import { declaredImports } from './rules/declared-imports.ts';
import { docsEqualCode } from './rules/docs-equal-code.ts';
import { fileSizes } from './rules/file-sizes.ts';
import { forbiddenText } from './rules/forbidden-text.ts';
import { lockFile } from './rules/lock-file.ts';
import { markdownLinks } from './rules/markdown-links.ts';
import { sourceHabits } from './rules/source-habits.ts';
import type { Check } from './types.ts';

/** Every check, outside tools first because they take longest. */
export const checks: readonly Check[] = [
  { id: 'types', run: ({ tree }) => runTool(tree.root, 'tsc', ['-p', '.']) },
  { id: 'page-types', run: ({ tree }) => runTool(tree.root, 'tsc', ['-p', 'apps/web']) },
  { id: 'unused', run: ({ tree }) => runTool(tree.root, 'knip', ['--no-progress', '--no-config-hints']) },
  {
    id: 'lint',
    run: ({ tree, fix }) => runTool(tree.root, 'biome', ['check', ...(fix ? ['--write'] : []), '--error-on-warnings']),
  },
  docsEqualCode,
  boundaries,
  cycles,
  declaredImports,
  sourceHabits,
  fileSizes,
  forbiddenText,
  lockFile,
  markdownLinks,
];
