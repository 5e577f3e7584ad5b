import { execFileSync } from 'node:child_process';
import { closeSync, constants, mkdtempSync, openSync, readFileSync, readSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { standardSink } from './standard-sink.ts';

let folder = '';
const open: number[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'maximus-sink-'));
});

afterEach(() => {
  for (const fd of open.splice(0)) closeSync(fd);
  rmSync(folder, { recursive: true });
});

function opened(path: string, flags: number): number {
  const fd = openSync(path, flags, 0o600);
  open.push(fd);
  return fd;
}

const noStream = (): never => {
  throw new Error('no stream is needed');
};

const noError = (error: Error): never => {
  throw error;
};

/** A pipe that does not wait: its reading and its writing end. */
function pipe(): { readonly reader: number; readonly writer: number } {
  const path = join(folder, 'pipe');
  execFileSync('mkfifo', [path]);
  const reader = opened(path, constants.O_RDONLY | constants.O_NONBLOCK);
  return { reader, writer: opened(path, constants.O_WRONLY | constants.O_NONBLOCK) };
}

it('writes to a file at once, without a stream', () => {
  const path = join(folder, 'out');
  const sink = standardSink(opened(path, constants.O_WRONLY | constants.O_CREAT), noStream, noError);
  sink.write('one\n');
  sink.write('zwölf\n');
  expect(readFileSync(path, 'utf8')).toBe('one\nzwölf\n');
  expect(sink).toMatchObject({ isTerminal: false, columns: 80, isFlushed: true });
});

it('hands the rest to the stream where a pipe is full, and everything after it', () => {
  const { reader, writer } = pipe();
  const stream = new PassThrough();
  const sink = standardSink(writer, () => stream as unknown as NodeJS.WriteStream, noError);
  const text = 'a line of a long report\n'.repeat(20_000);
  sink.write(text);
  sink.write('the end\n');
  expect(sink.isFlushed).toBe(false);
  const taken = Buffer.alloc(text.length);
  const length = readSync(reader, taken);
  expect(taken.toString('utf8', 0, length) + stream.read()).toBe(`${text}the end\n`);
});

it('tells of a reader that went away', () => {
  const { reader, writer } = pipe();
  open.splice(open.indexOf(reader), 1);
  closeSync(reader);
  const seen: NodeJS.ErrnoException[] = [];
  const sink = standardSink(writer, noStream, (error) => seen.push(error));
  sink.write('nobody reads this\n');
  expect(seen.map(({ code }) => code)).toEqual(['EPIPE']);
});

it('asks the stream of what is neither a file nor a pipe', () => {
  const stream = Object.assign(new PassThrough(), { isTTY: true, columns: 132 });
  const device = opened('/dev/null', constants.O_WRONLY);
  const sink = standardSink(device, () => stream as unknown as NodeJS.WriteStream, noError);
  expect(sink).toMatchObject({ isTerminal: true, columns: 132 });
  sink.write('shown\n');
  expect(String(stream.read())).toBe('shown\n');
});
