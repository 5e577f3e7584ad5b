import { frozenClock } from '@maximus/kernel';
import { run } from '../run.ts';
import type { CommandIo, TextSink } from '../terminal/io.ts';

/** What a command left behind. */
export interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

function sink(write: (text: string) => void): TextSink {
  return { write, isTerminal: false, columns: 80 };
}

/** Runs one command line in this process, with a frozen clock and without a terminal. */
export async function runCommand(argv: readonly string[], over: Partial<CommandIo> = {}): Promise<Outcome> {
  let out = '';
  let err = '';
  const code = await run(argv, {
    out: sink((text) => {
      out += text;
    }),
    err: sink((text) => {
      err += text;
    }),
    environment: { XDG_CACHE_HOME: '/nonexistent' },
    workingFolder: process.cwd(),
    clock: frozenClock('2026-11-20T12:00:00Z'),
    signal: new AbortController().signal,
    ...over,
  });
  return { code, out, err };
}
