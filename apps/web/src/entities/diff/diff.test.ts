import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changedPart } from './changed-part.ts';
import { isLockFile, parseUnifiedDiff } from './parse-unified-diff.ts';
import { revealHidden } from './reveal-hidden.ts';
import { sideBySide } from './side-by-side.ts';

const diff = `diff --git a/package.json b/package.json
--- a/package.json
+++ b/package.json
@@ -3,3 +3,3 @@ "dependencies"
   "a": "1.0.0",
-  "left": "1.0.0",
+  "left": "1.0.1",
   "z": "1.0.0"
diff --git a/src/new.js b/src/new.js
new file mode 100644
--- /dev/null
+++ b/src/new.js
@@ -0,0 +1,2 @@
+one
+--- two
diff --git a/package-lock.json b/package-lock.json
--- a/package-lock.json
+++ b/package-lock.json
@@ -1 +1 @@
-1
\\ No newline at end of file
+2
`;

describe('a unified diff', () => {
  const files = parseUnifiedDiff(diff);

  it('is read file by file, with the numbers of both sides', () => {
    expect(files.map(({ path, change, added, removed, isLock }) => [path, change, added, removed, isLock])).toEqual([
      ['package.json', 'changed', 1, 1, false],
      ['src/new.js', 'created', 2, 0, false],
      ['package-lock.json', 'changed', 1, 1, true],
    ]);
    expect(files[0]?.hunks[0]?.heading).toBe('"dependencies"');
    expect(files[0]?.hunks[0]?.lines).toEqual([
      { kind: 'same', text: '  "a": "1.0.0",', before: 3, after: 3 },
      { kind: 'removed', text: '  "left": "1.0.0",', before: 4 },
      { kind: 'added', text: '  "left": "1.0.1",', after: 4 },
      { kind: 'same', text: '  "z": "1.0.0"', before: 5, after: 5 },
    ]);
  });

  it('takes a line that looks like a header for what it is: a line of the hunk', () => {
    expect(files[1]?.hunks[0]?.lines.at(-1)?.text).toBe('--- two');
  });

  it('of any text is read without a failure, and never more lines than it has', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.constantFrom('+a', '-b', ' c', '@@ -1,2 +1,3 @@', '--- a/x', '+++ b/x', 'diff --git a/x b/x', '\\ x', ''),
        ),
        (lines) => {
          const read = parseUnifiedDiff(lines.join('\n'));
          const count = read.flatMap(({ hunks }) => hunks.flatMap((hunk) => hunk.lines)).length;
          expect(count).toBeLessThanOrEqual(lines.length);
        },
      ),
      { numRuns: 200 },
    );
  });

  it('knows locks by name, in any folder', () => {
    expect(['a/yarn.lock', 'go.sum', 'b/uv.lock'].every(isLockFile)).toBe(true);
    expect(['locks.md', 'lock.json', 'go.summary'].some(isLockFile)).toBe(false);
  });
});

describe('side by side', () => {
  it('puts the n-th removed beside the n-th added, and leaves gaps', () => {
    const rows = sideBySide([
      { kind: 'removed', text: 'a', before: 1 },
      { kind: 'added', text: 'b', after: 1 },
      { kind: 'added', text: 'c', after: 2 },
      { kind: 'same', text: 'd', before: 2, after: 3 },
    ]);
    expect(rows.map(({ left, right }) => [left?.text, right?.text])).toEqual([
      ['a', 'b'],
      [undefined, 'c'],
      ['d', 'd'],
    ]);
  });

  it('marks the part that differs, and nothing where nearly all does', () => {
    expect(changedPart('"left": "1.0.0"', '"left": "1.0.1"')).toEqual({ from: 13, leftTo: 14, rightTo: 14 });
    expect(changedPart('abcdef', 'uvwxyz')).toBeUndefined();
  });
});

describe('characters that deceive the eye', () => {
  it('are shown by name; what can be seen, and the tab, stay as they are', () => {
    expect(revealHidden('\tif (admin)')).toEqual([{ text: '\tif (admin)' }]);
    expect(revealHidden('a\u202eb')).toEqual([{ text: 'a' }, { text: '\u202e', hidden: 'U+202E' }, { text: 'b' }]);
    expect(revealHidden('pass\u200bword').some(({ hidden }) => hidden === 'U+200B')).toBe(true);
    expect(revealHidden('\u001b[31m')[0]?.hidden).toBe('U+001B');
  });

  it('nothing of a line is lost or changed', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('a', ' ', '\t', 'é', '\u202e', '\u200b', '\u0000', '\u{1f600}') }),
        (text) => {
          expect(
            revealHidden(text)
              .map((piece) => piece.text)
              .join(''),
          ).toBe(text);
        },
      ),
      { numRuns: 200 },
    );
  });
});
