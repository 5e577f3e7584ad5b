import type { Scope } from '@maximus/contracts';

/** Words, split at capitals, of configurations that hold what tests use. */
const testWords = new Set(['test', 'tests', 'testing', 'benchmark', 'jmh']);

/** First words of configurations that hold tools of the build and nothing that is shipped. */
const toolWords = new Set([
  'annotation',
  'checkstyle',
  'classpath',
  'codenarc',
  'cpd',
  'detekt',
  'developer',
  'development',
  'errorprone',
  'jacoco',
  'kapt',
  'kotlin',
  'ksp',
  'ktlint',
  'lint',
  'pmd',
  'protobuf',
  'spotbugs',
  'zinc',
]);

const productWords = new Set(['api', 'archives', 'compile', 'default', 'implementation', 'runtime']);

/**
 * The scope of an entry that these configurations use: `prod` where one of them is on a class path of the product,
 * `unknown` where the name tells nothing, else `dev`. Rule: names that Gradle's own plug-ins give (Gradle User Manual,
 * "The Java Plugin"); a source set puts its name in front.
 */
export function scopeOfConfigurations(configurations: readonly string[]): Scope {
  let best: Scope = 'dev';
  for (const configuration of configurations) {
    const scope = scopeOf(configuration);
    if (scope === 'prod') return 'prod';
    if (scope === 'unknown') best = 'unknown';
  }
  return configurations.length === 0 ? 'unknown' : best;
}

function scopeOf(configuration: string): Scope {
  const words = wordsOf(configuration);
  if (words.some((word) => testWords.has(word))) return 'dev';
  const [first = ''] = words;
  if (toolWords.has(first) || words.includes('processor')) return 'dev';
  const isClasspath = words.at(-1) === 'classpath' && words.length > 1;
  return isClasspath || productWords.has(first) ? 'prod' : 'unknown';
}

function wordsOf(name: string): string[] {
  return name
    .slice(0, 200)
    .replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
    .split(/[^a-z0-9]/)
    .filter((word) => word !== '');
}
