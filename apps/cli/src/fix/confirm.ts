import type { CommandIo } from '../terminal/io.ts';

/**
 * Asks on the terminal whether to go on; `yes` and its first letter do. Where nobody can be asked, because output or input is
 * no terminal, the command line has said what is wanted and the answer is yes.
 */
export async function confirm(
  question: string,
  io: CommandIo,
  input: NodeJS.ReadStream = process.stdin,
): Promise<boolean> {
  if (!io.err.isTerminal || input.isTTY !== true) return true;
  const { createInterface } = await import('node:readline/promises');
  const { Writable } = await import('node:stream');
  const output = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      io.err.write(chunk.toString('utf8'));
      done();
    },
  });
  const lines = createInterface({ input, output, terminal: false });
  try {
    const answer = await lines.question(`${question} [y/N] `, { signal: io.signal });
    return /^y(?:es)?$/i.test(answer.trim());
  } finally {
    lines.close();
  }
}
