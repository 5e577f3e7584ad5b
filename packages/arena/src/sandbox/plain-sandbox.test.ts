import { expect, it } from 'vitest';
import { workFolder } from '../testing/work-folder.ts';
import { createPlainSandbox } from './plain-sandbox.ts';

it('does not wait for what a command left running with its output open', async () => {
  await using folder = await workFolder();
  const result = await createPlainSandbox().run({
    argv: ['/bin/sh', '-c', 'setsid sleep 20 & echo done'],
    workFolder: folder.path,
    env: {},
    network: 'none',
    limits: {
      timeoutMs: 15_000,
      memoryBytes: 256 << 20,
      processes: 64,
      diskBytes: 64 << 20,
      outputBytes: 4 << 20,
      keptOutputBytes: 64 << 10,
    },
    tools: [],
    label: 'test',
  });
  expect(result).toMatchObject({ end: 'exited', exitCode: 0, output: { head: 'done\n' } });
}, 30_000);
