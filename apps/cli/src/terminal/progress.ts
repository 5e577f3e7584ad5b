import type { CommandIo } from './io.ts';
import { createPaint, cut, plain, wantsColour } from './style.ts';

/** A line that says what goes on. */
export interface Progress {
  /** What is being done now, and how far: `done` of `total` where both are known. */
  update(text: string, done?: number, total?: number): void;
  /** Removes the line. */
  stop(): void;
}

const frames = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const delayMs = 500;
const frameMs = 100;
const barWidth = 20;

function bar(done: number, total: number): string {
  const share = total <= 0 ? 0 : Math.min(1, done / total);
  const full = Math.round(share * barWidth);
  return `${'█'.repeat(full)}${'░'.repeat(barWidth - full)} ${String(Math.floor(share * 100)).padStart(3)} %`;
}

/** Progress on a terminal, from half a second on; silent where there is no terminal, with `quiet` and on a dumb one. */
export function createProgress(io: CommandIo, quiet: boolean): Progress {
  if (quiet || !io.err.isTerminal || io.environment['TERM'] === 'dumb')
    return { update: () => undefined, stop: () => undefined };
  const paint = createPaint(wantsColour(true, io.environment));
  const started = io.clock.now();
  let drawn = 0;
  let shown = false;
  return {
    update: (text, done, total) => {
      const now = io.clock.now();
      if (now - started < delayMs || now - drawn < frameMs) return;
      drawn = now;
      shown = true;
      const frame = frames[Math.floor(now / frameMs) % frames.length] ?? '';
      const share = done === undefined || total === undefined ? '' : ` ${bar(done, total)}`;
      io.err.write(`\r\u001b[2K${paint(frame, 'cyan')}${share} ${cut(plain(text), Math.max(20, io.err.columns - 34))}`);
    },
    stop: () => {
      if (shown) io.err.write('\r\u001b[2K');
      shown = false;
    },
  };
}
