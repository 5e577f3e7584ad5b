import type { Scope } from '@maximus/contracts';

const productionWords = new Set(['main', 'default', 'prod', 'production', 'runtime']);

const developmentWords = new Set([
  'bench',
  'benchmark',
  'benchmarks',
  'black',
  'build',
  'check',
  'checks',
  'ci',
  'coverage',
  'debug',
  'dev',
  'develop',
  'development',
  'devel',
  'doc',
  'docs',
  'documentation',
  'format',
  'formatting',
  'lint',
  'linter',
  'linters',
  'linting',
  'mypy',
  'precommit',
  'qa',
  'release',
  'ruff',
  'style',
  'test',
  'testing',
  'tests',
  'tooling',
  'type',
  'typecheck',
  'types',
  'typing',
]);

/**
 * The scope of a dependency group or requirements file by its name. Only names that tell of development give `dev`:
 * groups are also used for parts that run in production, and `dev` lowers a priority. Any other group is `optional`.
 */
export function scopeOfGroup(name: string): Scope {
  const lowered = name.toLowerCase();
  if (productionWords.has(lowered)) return 'prod';
  return lowered.split(/[^a-z]/).some((word) => developmentWords.has(word)) ? 'dev' : 'optional';
}
