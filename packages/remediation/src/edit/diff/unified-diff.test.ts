import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { shortestEdit } from './shortest-edit.ts';
import { unifiedDiff } from './unified-diff.ts';

/** A text by what the hunks say of it. */
function patched(before: readonly string[], after: readonly string[]): readonly string[] {
  const result: string[] = [];
  let at = 0;
  for (const { oldFrom, oldTo, newFrom, newTo } of shortestEdit(before, after)) {
    result.push(...before.slice(at, oldFrom), ...after.slice(newFrom, newTo));
    at = oldTo;
  }
  return [...result, ...before.slice(at)];
}

describe('unifiedDiff', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'maximus-diff-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('leads from one list of lines to the other', () => {
    const lines = fc.array(fc.constantFrom('a', 'b', 'c', ''), { maxLength: 30 });
    fc.assert(
      fc.property(lines, lines, (before, after) => {
        expect(patched(before, after)).toEqual(after);
      }),
    );
  });

  it('says the change with three lines around it', () => {
    const before = '1\n2\n3\n4\n5\n6\n7\n8\n9\n';
    expect(unifiedDiff([{ file: 'n.txt', before, after: before.replace('5', 'five') }])).toBe(
      [
        'diff --git a/n.txt b/n.txt',
        '--- a/n.txt',
        '+++ b/n.txt',
        '@@ -2,7 +2,7 @@',
        ' 2',
        ' 3',
        ' 4',
        '-5',
        '+five',
        ' 6',
        ' 7',
        ' 8',
        '',
      ].join('\n'),
    );
  });

  it('is nothing for no change', () => expect(unifiedDiff([{ file: 'a', before: 'x\n', after: 'x\n' }])).toBe(''));

  it.each([
    ['a line in the middle', 'a\nb\nc\n', 'a\nB\nc\n'],
    ['two places far apart', `x\n${'same\n'.repeat(20)}y\n`, `X\n${'same\n'.repeat(20)}Y\n`],
    ['a last line without its end', 'a\nb', 'a\nb\n'],
    ['a first line', 'a\n', 'z\na\n'],
    ['all of it', 'a\nb\n', 'c\nd\ne\n'],
    ['carriage returns', 'a\r\nb\r\n', 'a\r\nc\r\n'],
  ])('is taken by git: %s', (_name, before, after) => {
    writeFileSync(join(folder, 'file'), before);
    const diff = unifiedDiff([{ file: 'file', before, after }]);
    const env = { PATH: process.env['PATH'], GIT_CEILING_DIRECTORIES: folder };
    execFileSync('git', ['apply', '--unsafe-paths', '-'], { cwd: folder, input: diff, env });
    expect(readFileSync(join(folder, 'file'), 'utf8')).toBe(after);
  });

  it('tells of new and removed files', () => {
    expect(unifiedDiff([{ file: 'new', after: 'x\n' }])).toContain(
      'new file mode 100644\n--- /dev/null\n+++ b/new\n@@ -0,0 +1 @@\n+x\n',
    );
    expect(unifiedDiff([{ file: 'old', before: 'x\n' }])).toContain('--- a/old\n+++ /dev/null\n@@ -1 +0,0 @@\n-x\n');
  });

  it('replaces the middle whole where almost everything differs', () => {
    const many = (mark: string) => Array.from({ length: 1_000 }, (_, at) => `${mark}${at}`);
    expect(patched(many('a'), many('b'))).toEqual(many('b'));
  });
});
