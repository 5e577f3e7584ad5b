import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { childrenOf, isRunning } from './process-tree.ts';
import { gatedCommand, gateStdio, keepGate } from './start-gate.ts';

/** A parent that takes none of its children along when it ends, as bubblewrap is for a moment; its child is the command. */
function begun(script: string) {
  const argv = ['-c', '"$@" & wait', 'sh', ...gatedCommand({}, ['/bin/sh', '-c', script])];
  const child = spawn('/bin/sh', argv, { env: {}, stdio: ['ignore', 'pipe', 'pipe', gateStdio] });
  return { child, gate: keepGate(child) };
}

describe.runIf(process.platform === 'linux')('the gate of a start', () => {
  it.each(['SIGTERM', 'SIGKILL'] as const)(
    'ends the command by %s, though its parent took nothing along',
    async (by) => {
      const { child, gate } = begun('echo up; exec sleep 600');
      await once(child.stdout as NonNullable<typeof child.stdout>, 'data');
      gate.end(by);
      // The end of its output is the end of the command: it holds the pipe.
      await once(child, 'close');
      await gate.ended();
    },
  );

  it('ends the command when its parent is ended by somebody else', async () => {
    const { child, gate } = begun('echo up; exec sleep 600');
    await once(child.stdout as NonNullable<typeof child.stdout>, 'data');
    child.kill('SIGKILL');
    await once(child, 'close');
    await gate.ended();
  });

  it('begins nothing that is ended before it says that it is there', async () => {
    const { child, gate } = begun('echo up; exec sleep 600');
    let said = '';
    child.stdout?.on('data', (text) => {
      said += String(text);
    });
    gate.end('SIGTERM');
    await once(child, 'close');
    await gate.ended();
    expect(said).toBe('');
  });

  it('is not left before what let go of its output has ended', async () => {
    const { child, gate } = begun('echo up; exec sleep 600 >/dev/null 2>&1');
    await once(child.stdout as NonNullable<typeof child.stdout>, 'data');
    const below = childrenOf(child.pid ?? 0);
    expect(below.map(isRunning)).toEqual([true]);
    const closed = once(child, 'close');
    gate.end('SIGKILL');
    await closed;
    await gate.ended();
    expect(below.map(isRunning)).toEqual([false]);
  });
});
