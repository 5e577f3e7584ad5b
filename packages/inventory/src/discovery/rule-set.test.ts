import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hasGit } from '../testing/has-git.ts';
import { temporaryTree } from '../testing/temporary-tree.ts';
import { compileRules } from './rule-set.ts';

const compile = (text: string, left = 1_000_000) => {
  const effort = { left };
  const rules = compileRules(text, 1000, effort);
  if (rules === undefined) throw new Error('too many rules');
  return { ...rules, effort };
};

/** As a walk asks: a file is ignored with the first of its folders that is. */
function ignored(rules: ReturnType<typeof compile>, path: string): boolean {
  for (let slash = path.indexOf('/'); slash !== -1; slash = path.indexOf('/', slash + 1)) {
    if (rules.verdict(path.slice(0, slash + 1)) === true) return true;
  }
  return rules.verdict(path) === true;
}

describe('rules of one file', () => {
  it.each([
    ['a', 'a', true],
    ['a', 'b/a', true],
    ['a', 'a/b', true],
    ['/a', 'b/a', false],
    ['a/', 'a', false],
    ['a/', 'a/b', true],
    ['a/b', 'a/b', true],
    ['a/b', 'x/a/b', false],
    ['*.lock', 'x/y.lock', true],
    ['**/a/b', 'x/y/a/b', true],
    ['a/**', 'a', false],
    ['a/**', 'a/b/c', true],
    ['a/**/b', 'a/b', true],
    ['a/**/b', 'a/x/y/b', true],
    ['a/**/**/b', 'a/x/y/b', true],
    ['a/*/b', 'a/x/y/b', false],
    ['*\n!a', 'a', false],
    ['*\n!a/\n!a/*', 'a/b', false],
    ['[a-c]x', 'bx', true],
    ['[!a-c]x', 'bx', false],
    ['[^]]x', 'ax', true],
    ['[]]x', ']x', true],
    ['[[:digit:]]', '7', true],
    ['[[:nothing:]]', 'n', false],
    ['[', '[', false],
    ['\\', '\\', false],
    ['\\#a', '#a', true],
    ['#a', '#a', false],
    ['\\!a', '!a', true],
    ['a ', 'a', true],
    ['a\\ ', 'a ', true],
    ['a\r', 'a', true],
    ['!', '!', false],
    ['/', 'a', false],
    ['?', 'ab', false],
    ['__proto__', '__proto__', true],
    ['constructor', 'x', false],
  ])('%j on %s: %s', (text, path, wanted) => {
    expect(ignored(compile(text), path)).toBe(wanted);
  });

  it('are refused as a whole past their number, and cost no more than the effort left', () => {
    expect(compileRules('a\n'.repeat(11), 10, { left: 1 })).toBeUndefined();
    expect(compileRules(`${'?'.repeat(1000)}\n`, 10, { left: 1000 })).toBeUndefined();
    const rules = compile('*a*a*a*a*a*a*a*a*b\n'.repeat(900), 1_700_000);
    rules.verdict('a'.repeat(250));
    expect(rules.effort.left).toBeLessThan(0);
  });
});

describe.skipIf(!hasGit)('beside git (needs git)', () => {
  it('ignores what git ignores, whatever the rules', async () => {
    await using tree = await temporaryTree({});
    const git = (input: string, ...args: string[]) =>
      spawnSync('git', ['-C', tree.root, ...args], { input, encoding: 'utf8' }).stdout;
    git('', 'init', '-q');
    const name = fc.constantFrom('a', 'b', 'ab', 'a.b', 'b b', '!a', '#b');
    const part = fc.constantFrom(
      'a',
      'b',
      'ab',
      '.',
      '*',
      '?',
      '**',
      '[ab]',
      '[!a]',
      '[a-',
      '\\',
      '\\a',
      ' ',
      '!',
      '#',
      '/',
      '/',
      '/**/',
    );
    const rule = fc.array(part, { minLength: 1, maxLength: 5 }).map((parts) => parts.join(''));
    const file = fc
      .tuple(fc.constantFrom('', '!', '/'), rule, fc.constantFrom('', '/', ' ', '\r'))
      .map((parts) => parts.join(''));
    // A class that holds a slash is read as two names here, and fits nothing. Git's own code takes `a**` for more than the star
    // that its documentation says it is; so it does `!**` where its `!` does not open the rule (`/!**/**/a` fits `!a`).
    const documented = file.filter(
      (text) =>
        !/\[[^\]]*\//.test(text) &&
        text
          .replace(/^!/, '')
          .split('/')
          .every((segment) => /^\*\*[ \r]?$/.test(segment) || !segment.includes('**')),
    );
    const path = fc.array(name, { minLength: 1, maxLength: 4 }).map((names) => names.join('/'));
    const paths = fc.uniqueArray(path, { minLength: 20, maxLength: 40 });
    fc.assert(
      fc.property(fc.array(documented, { minLength: 1, maxLength: 6 }), paths, (lines, asked) => {
        writeFileSync(join(tree.root, '.gitignore'), `${lines.join('\n')}\n`);
        const input = `${asked.join('\0')}\0`;
        const answers = git(input, 'check-ignore', '--no-index', '-v', '-n', '-z', '--stdin').split('\0');
        const rules = compile(`${lines.join('\n')}\n`);
        for (const [at, each] of asked.entries()) {
          const matched = answers[at * 4 + 2] ?? '';
          expect([each, ignored(rules, each)]).toEqual([each, matched !== '' && !matched.startsWith('!')]);
        }
      }),
      { numRuns: 250 },
    );
  });
});
