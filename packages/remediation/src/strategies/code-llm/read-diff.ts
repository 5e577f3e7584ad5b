/** One hunk: lines with their mark; where it lies is found by what it says and not by its numbers. */
export interface Hunk {
  readonly file: string;
  readonly lines: readonly { readonly mark: ' ' | '-' | '+'; readonly text: string }[];
}

const maxLength = 65_536;
const maxChanged = 200;
const maxHunks = 20;
/** Control characters and those that turn the direction of writing (CVE-2021-42574). */
const unwritable = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\uFFFD]/u;
const beyond =
  /^(?:GIT binary patch|Binary files |new file mode|deleted file mode|old mode|new mode|rename |copy |similarity index|dissimilarity index)/m;

/**
 * Reads a unified diff that a stranger wrote: changes of existing text files and nothing else. A fence of Markdown around it is
 * taken off. Answers with the reason where it is anything else.
 */
export function readDiff(answer: string): readonly Hunk[] | { readonly reason: string } {
  if (answer.length > maxLength) return { reason: 'the answer is longer than a patch may be' };
  const text = unfenced(answer.replaceAll('\r\n', '\n'));
  if (beyond.test(text)) return { reason: 'it makes, removes, renames or re-modes a file, or is binary' };
  const hunks: { file: string; lines: Hunk['lines'][number][] }[] = [];
  let before: string | undefined;
  let file: string | undefined;
  let current: (typeof hunks)[number] | undefined;
  for (const line of text.trimEnd().split('\n')) {
    if (current === undefined && (line === '' || /^(?:diff --git |index )/.test(line))) continue;
    if (line.startsWith('--- ') && (current === undefined || isFull(current))) {
      [before, file, current] = [line.slice(4), undefined, undefined];
    } else if (line.startsWith('+++ ') && before !== undefined && file === undefined) {
      file = nameOf(before, line.slice(4));
      if (file === undefined) return { reason: 'it does not change one file that was shown' };
    } else if (line.startsWith('@@')) {
      if (file === undefined) return { reason: 'a change names no file' };
      current = { file, lines: [] };
      hunks.push(current);
    } else if (line.startsWith('\\ No newline')) {
      if (current === undefined) return { reason: 'it is no unified diff' };
    } else {
      if (current === undefined) return { reason: 'it is no unified diff' };
      const mark = line === '' ? ' ' : line[0];
      if (mark !== ' ' && mark !== '-' && mark !== '+') return { reason: 'it is no unified diff' };
      const said = line.slice(1);
      if (mark === '+' && unwritable.test(said.replaceAll('\t', ' ')))
        return { reason: 'it would write characters that cannot be seen' };
      current.lines.push({ mark, text: said });
    }
  }
  const changed = hunks.flatMap(({ lines }) => lines).filter(({ mark }) => mark !== ' ').length;
  if (changed === 0) return { reason: 'it changes nothing' };
  if (changed > maxChanged || hunks.length > maxHunks) return { reason: 'it changes more than a small patch may' };
  return hunks;
}

/** A removed line may begin with dashes as well: a header only follows a hunk that says something. */
function isFull({ lines }: { readonly lines: Hunk['lines'] }): boolean {
  return lines.some(({ mark }) => mark !== ' ');
}

function nameOf(before: string, after: string): string | undefined {
  const [from, to] = [before, after].map((each) => each.split('\t', 1).join().trimEnd());
  if (from === undefined || to === undefined || !from.startsWith('a/') || !to.startsWith('b/')) return undefined;
  const name = from.slice(2);
  return name === to.slice(2) && name !== '' ? name : undefined;
}

function unfenced(text: string): string {
  const start = /^```[a-z]{0,16}\n/m.exec(text);
  if (start === null) return text;
  const from = start.index + start[0].length;
  const end = text.indexOf('\n```', from);
  return end < 0 ? text.slice(from) : text.slice(from, end + 1);
}
