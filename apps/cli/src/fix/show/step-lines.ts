import type { StepProgress } from '@maximus/arena';
import type { CommandIo } from '../../terminal/io.ts';
import { createProgress } from '../../terminal/progress.ts';
import { createPaint, pad, plain, wantsColour, wrap } from '../../terminal/style.ts';

/** What a run says while it works: a moving line on a terminal, and a line for each step that ended. */
export interface StepLines {
  /** What is being done now. */
  now(text: string, done?: number, total?: number): void;
  /** A step of the arena that began or ended. */
  step(step: StepProgress): void;
  /** A step of ours that ended. */
  ended(name: string, detail: string, durationMs: number): void;
  stop(): void;
}

const marks = {
  passed: ['ok', 'green'],
  failed: ['fail', 'red'],
  skipped: ['skip', 'grey'],
  could_not_run: ['could not', 'yellow'],
} as const;

/** Steps on standard error; silent with `--quiet`. */
export function createStepLines(io: CommandIo, quiet: boolean): StepLines {
  const paint = createPaint(wantsColour(io.err.isTerminal, io.environment));
  const progress = createProgress(io, quiet);
  const write = (mark: string, name: string, detail: string, durationMs: number) => {
    progress.stop();
    if (quiet) return;
    const seconds = `${(durationMs / 1000).toFixed(1)} s`;
    const [first = '', ...rest] = wrap(detail, 40);
    io.err.write(`${pad(mark, 11)}${pad(name, 20)}${pad(first, 41)}${paint(seconds.padStart(7), 'dim')}\n`);
    for (const line of rest) io.err.write(`${' '.repeat(31)}${line}\n`);
  };
  return {
    now: (text, done, total) => progress.update(text, done, total),
    step: (step) => {
      if (step.state === 'running') {
        progress.update(`${step.name} (${step.tree})`);
        return;
      }
      const [word, colour] = marks[step.state];
      write(
        paint(word, colour),
        `${step.name} ${treeWord(step.tree)}`.trimEnd(),
        plain(step.reason ?? ''),
        step.duration_ms,
      );
    },
    ended: (name, detail, durationMs) => write(paint('ok', 'green'), name, plain(detail), durationMs),
    stop: () => progress.stop(),
  };
}

function treeWord(tree: 'vulnerable' | 'patched' | 'both'): string {
  return tree === 'vulnerable' ? 'before' : tree === 'patched' ? 'after' : '';
}
