import type { ChildProcess } from 'node:child_process';
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { childrenOf, endProcess, isRunning, type KnownProcess } from './process-tree.ts';

/** How long a start may take before its end is no longer waited for. */
const startMs = 5_000;
/** Between two looks at whether everything has ended, and how long that may take. */
const lookMs = 5;
const endMs = 10_000;
/** Which of the descriptors of the child leads to the gate. */
const descriptor = 3;

/** What `stdio` of the child has at the gate's descriptor: a socket, read and written on both sides. */
export const gateStdio = 'pipe';

/** A child that begins its command only once it is told to, and is ended only when that ends all of it. */
export interface StartGate {
  /** Ends the child, and the command with it. */
  end(signal: 'SIGTERM' | 'SIGKILL'): void;
  /** Resolves when all that the child began has ended, or cannot be ended; to be asked for once the child has. */
  ended(): Promise<void>;
}

/**
 * The command line that says that it is there, waits for a word, and becomes `command` with exactly this environment. It
 * ends by itself when whoever should give the word is gone. `env` sets the variables, since a shell drops those whose
 * names it could not have given.
 */
export function gatedCommand(env: Readonly<Record<string, string>>, command: readonly string[]): string[] {
  const script = `echo >&${descriptor}; read -r go <&${descriptor} && exec /usr/bin/env -i "PWD=$PWD" "$@" ${descriptor}>&-`;
  return ['/bin/sh', '-c', script, 'sh', ...Object.entries(env).map(([name, value]) => `${name}=${value}`), ...command];
}

/**
 * Opens the gate when the child says that it is there. bubblewrap asks the kernel to end it with its parent only a moment
 * after its start; ended before that, it would leave the command running with nobody to watch it. So an end that comes
 * early waits for the gate, and then nothing has begun. Its own child, the first process of the namespace, asks a moment
 * later still, also on a machine so busy that the command is at work by then: that one is ended by its id.
 */
export function keepGate(child: ChildProcess): StartGate {
  // Where the machine has no descriptor left there is none of these.
  const way = ((child.stdio as ChildProcess['stdio'] | undefined)?.[descriptor] ?? null) as Socket | null;
  let isOpen = false;
  let below: readonly KnownProcess[] = [];
  const endBelow = () => {
    for (const each of below) endProcess(each);
  };
  let wanted: 'SIGTERM' | 'SIGKILL' | undefined;
  const tooLate = setTimeout(() => wanted !== undefined && child.kill('SIGKILL'), startMs);
  const close = () => {
    clearTimeout(tooLate);
    way?.destroy();
    endBelow();
  };
  // A side that goes away in the midst is seen by its end.
  way?.on('error', () => undefined);
  way?.once('data', () => {
    clearTimeout(tooLate);
    if (wanted !== undefined) child.kill(wanted);
    else {
      isOpen = true;
      below = child.pid === undefined ? [] : childrenOf(child.pid);
      way.end('go\n');
    }
  });
  child.once('exit', close);
  child.once('error', close);
  return {
    end: (signal) => {
      if (isOpen || way === null) {
        endBelow();
        child.kill(signal);
      } else {
        wanted = signal;
        tooLate.refresh();
      }
    },
    ended: async () => {
      const deadline = performance.now() + endMs;
      while (below.some(isRunning) && performance.now() < deadline) await sleep(lookMs);
    },
  };
}
