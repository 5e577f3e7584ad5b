import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { getPriority } from 'node:os';
import { expect, test } from 'vitest';
import { yieldProcessor } from './yield-processor.ts';

test('a process comes after what a person waits for, and one that has ended is no error', async () => {
  const child = spawn(process.execPath, ['-e', 'process.stdin.resume()'], { stdio: ['pipe', 'ignore', 'ignore'] });
  yieldProcessor(child);
  expect(getPriority(child.pid)).toBeGreaterThanOrEqual(10);
  child.stdin?.end();
  await once(child, 'exit');
  yieldProcessor(child);
  yieldProcessor({});
});
