import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { endLeftover } from './leftover.ts';
import { isAlive, runsOn } from './process-facts.ts';

let data = '';
beforeEach(() => {
  data = realpathSync(mkdtempSync(join(tmpdir(), 'maximus-leftover-')));
});
afterEach(() => rmSync(data, { recursive: true, force: true }));

/** A process that works in a folder, and says when it is there. */
async function working(cwd: string, script: string) {
  const child = spawn(process.execPath, ['-e', `${script};console.log('there')`], {
    cwd,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  await once(child.stdout, 'data');
  return { child, pid: child.pid ?? 0, ended: once(child, 'exit') };
}

const note = (pid: number) => writeFileSync(join(data, 'postmaster.pid'), `${pid}\n${data}\n`);

test.skipIf(process.platform !== 'linux')('a process that works elsewhere is not touched', async () => {
  const { child, pid, ended } = await working(tmpdir(), 'setInterval(() => {}, 1000)');
  note(pid);
  await endLeftover(data);
  expect(isAlive(pid)).toBe(true);
  expect(existsSync(join(data, 'postmaster.pid'))).toBe(false);
  child.kill('SIGKILL');
  await ended;
});

test.skipIf(process.platform !== 'linux')('one that works on the data is asked to end, and waited for', async () => {
  const script = "process.on('SIGINT', () => setTimeout(() => process.exit(0), 50));setInterval(() => {}, 1000)";
  const { pid, ended } = await working(data, script);
  note(pid);
  expect(await runsOn(pid, data)).toBe(true);
  await endLeftover(data);
  expect(isAlive(pid)).toBe(false);
  await ended;
});

test('no file, a file that says nothing, and the number of a process that is gone are nothing to end', async () => {
  await endLeftover(data);
  writeFileSync(join(data, 'postmaster.pid'), 'nonsense');
  await endLeftover(data);
  note(2 ** 22 - 3);
  await endLeftover(data);
  expect(await runsOn(2 ** 22 - 3, data)).toBe(false);
});

test.skipIf(process.platform !== 'linux')('a process that ended and was not asked for does not run', async () => {
  // The shell starts it, becomes something else, and so never asks how it ended.
  const shell = spawn('/bin/sh', ['-c', 'sleep 0 & echo $!; exec sleep 60'], { stdio: ['ignore', 'pipe', 'ignore'] });
  const [text] = (await once(shell.stdout, 'data')) as [Buffer];
  await expect.poll(() => isAlive(Number(text))).toBe(false);
  shell.kill('SIGKILL');
  await once(shell, 'exit');
});
