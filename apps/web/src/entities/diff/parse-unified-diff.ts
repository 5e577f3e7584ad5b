/** One line of a hunk; numbers are those of the old and the new file. */
export interface DiffLine {
  readonly kind: 'same' | 'added' | 'removed';
  readonly text: string;
  readonly before?: number;
  readonly after?: number;
}

/** A run of changed lines with what surrounds them. */
export interface DiffHunk {
  /** What stands behind the second `@@`. */
  readonly heading: string;
  readonly lines: readonly DiffLine[];
}

/** What a diff says of one file. */
export interface DiffFile {
  readonly path: string;
  readonly change: 'changed' | 'created' | 'deleted';
  readonly added: number;
  readonly removed: number;
  readonly hunks: readonly DiffHunk[];
  /** Lock files are folded: machines write and read them. */
  readonly isLock: boolean;
  /** It was told in words only. */
  readonly isBinary: boolean;
}

interface OpenFile extends DiffFile {
  added: number;
  removed: number;
  path: string;
  change: DiffFile['change'];
  isBinary: boolean;
  hunks: { heading: string; lines: DiffLine[] }[];
}

const lockName =
  /(?:^|\/)(?:package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|bun\.lock|go\.sum|Cargo\.lock|poetry\.lock|uv\.lock|pdm\.lock|Pipfile\.lock|composer\.lock|Gemfile\.lock|gradle\.lockfile|packages\.lock\.json|mix\.lock|pubspec\.lock)$/i;

/** Whether a file is a lock that a package manager writes. */
export function isLockFile(path: string): boolean {
  return lockName.test(path);
}

/**
 * Reads a unified diff as git writes it. Never throws: what it does not know is passed over, so that a diff of a foreign
 * tool still shows. Linear in its length.
 */
export function parseUnifiedDiff(text: string): readonly DiffFile[] {
  const files: OpenFile[] = [];
  let file: OpenFile | undefined;
  let hunk: OpenFile['hunks'][number] | undefined;
  let [before, after, beforeLeft, afterLeft] = [0, 0, 0, 0];
  const open = (path: string) => {
    hunk = undefined;
    file = { path, change: 'changed', added: 0, removed: 0, hunks: [], isLock: false, isBinary: false };
    files.push(file);
  };
  for (const line of text.split('\n')) {
    if (hunk !== undefined && file !== undefined && (beforeLeft > 0 || afterLeft > 0)) {
      const sign = line[0] ?? ' ';
      if (sign === '+' && afterLeft > 0) {
        hunk.lines.push({ kind: 'added', text: line.slice(1), after });
        [after, afterLeft, file.added] = [after + 1, afterLeft - 1, file.added + 1];
        continue;
      }
      if (sign === '-' && beforeLeft > 0) {
        hunk.lines.push({ kind: 'removed', text: line.slice(1), before });
        [before, beforeLeft, file.removed] = [before + 1, beforeLeft - 1, file.removed + 1];
        continue;
      }
      if (sign === ' ' && (line !== '' || beforeLeft > 0)) {
        hunk.lines.push({ kind: 'same', text: line.slice(1), before, after });
        [before, after, beforeLeft, afterLeft] = [before + 1, after + 1, beforeLeft - 1, afterLeft - 1];
        continue;
      }
      if (sign === '\\') continue;
      hunk = undefined;
    }
    const range = /^@@ -(\d{1,9})(?:,(\d{1,9}))? \+(\d{1,9})(?:,(\d{1,9}))? @@ ?(.*)$/.exec(line);
    if (range !== null && file !== undefined) {
      [before, after] = [Number(range[1]), Number(range[3])];
      [beforeLeft, afterLeft] = [Number(range[2] ?? 1), Number(range[4] ?? 1)];
      hunk = { heading: range[5] ?? '', lines: [] };
      file.hunks.push(hunk);
    } else if (line.startsWith('diff --git ')) {
      open(/ b\/(.+)$/.exec(line)?.[1] ?? line.slice(11));
    } else if (line.startsWith('--- ')) {
      // A diff without git's own header: each pair opens a file.
      if (file === undefined || file.hunks.length > 0) open('');
      if (line === '--- /dev/null' && file !== undefined) file.change = 'created';
      else if (file !== undefined && file.path === '') file.path = nameOf(line);
    } else if (line.startsWith('+++ ') && file !== undefined) {
      if (line === '+++ /dev/null') file.change = 'deleted';
      else file.path = nameOf(line);
    } else if (file !== undefined && /^(?:Binary files |GIT binary patch)/.test(line)) file.isBinary = true;
  }
  return files.map((one) => ({ ...one, isLock: isLockFile(one.path) }));
}

function nameOf(line: string): string {
  return line
    .slice(4)
    .replace(/\t.*$/, '')
    .replace(/^[ab]\//, '');
}
