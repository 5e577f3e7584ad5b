import { createReadStream } from 'node:fs';

/** Longer than any line of an export; what is longer is cut there, and is then no line of one. */
const MOST_CHARACTERS = 1 << 20;

/** Lines of a text file without their ends; the last one also where it has none. Fails as reading a file fails. */
export async function* readLines(path: string): AsyncGenerator<string> {
  let held = '';
  for await (const chunk of createReadStream(path, { encoding: 'utf8', highWaterMark: 1 << 16 })) {
    held += String(chunk);
    const lines = held.split('\n');
    held = (lines.pop() ?? '').slice(0, MOST_CHARACTERS);
    yield* lines;
  }
  if (held !== '') yield held;
}
