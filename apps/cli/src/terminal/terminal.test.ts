import { frozenClock } from '@maximus/kernel';
import { expect, it } from 'vitest';
import { errors } from '../errors.ts';
import type { CommandIo } from './io.ts';
import { printError } from './print-error.ts';
import { createProgress } from './progress.ts';

function terminal(over: { isTerminal?: boolean; environment?: Record<string, string> } = {}) {
  const written: string[] = [];
  const state = { now: 1_000_000 };
  const sink = { write: (text: string) => void written.push(text), isTerminal: over.isTerminal ?? true, columns: 60 };
  const io: CommandIo = {
    out: sink,
    err: sink,
    environment: over.environment ?? {},
    workingFolder: '/',
    clock: { ...frozenClock(0), now: () => state.now },
    signal: new AbortController().signal,
  };
  return { io, written, state };
}

it('progress waits half a second, draws ten times a second at most, and cleans up after itself', () => {
  const { io, written, state } = terminal();
  const progress = createProgress(io, false);
  progress.update('early');
  expect(written).toEqual([]);
  state.now += 500;
  progress.update(`a \u001b[2J${'long '.repeat(40)}`, 1, 4);
  progress.update('too soon');
  expect(written).toHaveLength(1);
  expect(written[0]).toContain('█████░');
  expect(written[0]).toContain(' 25 %');
  expect(written[0]).not.toContain('\u001b[2J');
  state.now += 100;
  progress.update('next', 1, 0);
  expect(written[1]).toContain('next');
  progress.stop();
  progress.stop();
  expect(written.slice(2)).toEqual(['\r\u001b[2K']);
});

it.each([
  [{ isTerminal: false }, false],
  [{ environment: { TERM: 'dumb' } }, false],
  [{}, true],
])('progress is silent for %j, quiet %s', (over, quiet) => {
  const { io, written, state } = terminal(over);
  const progress = createProgress(io, quiet);
  state.now += 5_000;
  progress.update('x');
  progress.stop();
  expect(written).toEqual([]);
});

it('an expected failure names place, cause, help and code; foreign text cannot forge lines', () => {
  const { io, written } = terminal({ isTerminal: false });
  printError(errors.bad_option('bad\nvalue', { file: 'a\u001b[31m.json', line: 3 }), io);
  expect(written.join('')).toBe(
    'error a�[31m.json:3: bad�value\n      Run the command with --help for the values it takes. [cli.bad_option]\n',
  );
});

it('a fault of ours shows its stack and asks for a report', () => {
  const { io, written } = terminal({ isTerminal: false });
  printError(new Error('boom'), io);
  printError('thrown text', io);
  expect(written.join('')).toMatch(/internal error Error: boom\n.* {4}at /s);
  expect(written.join('')).toContain('internal error thrown text');
  expect(written.join('')).toContain('please report it');
});
