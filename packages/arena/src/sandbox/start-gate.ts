import type { ChildProcess } from 'node:child_process';
import type { Socket } from 'node:net';

/** How long a start may take before its end is no longer waited for. */
const startMs = 5_000;
/** Which of the descriptors of the child leads to the gate. */
const descriptor = 3;

/** What `stdio` of the child has at the gate's descriptor: a socket, read and written on both sides. */
export const gateStdio = 'pipe';

/** A child that begins its command only once it is told to, and is ended only when that ends all of it. */
export interface StartGate {
  /** Ends the child, and the command with it. */
  end(signal: 'SIGTERM' | 'SIGKILL'): void;
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
 * early waits for the gate, and then nothing has begun.
 */
export function keepGate(child: ChildProcess): StartGate {
  const way = child.stdio[descriptor] as Socket | null;
  let isOpen = false;
  let wanted: 'SIGTERM' | 'SIGKILL' | undefined;
  const tooLate = setTimeout(() => wanted !== undefined && child.kill('SIGKILL'), startMs);
  const close = () => {
    clearTimeout(tooLate);
    way?.destroy();
  };
  // A side that goes away in the midst is seen by its end.
  way?.on('error', () => undefined);
  way?.once('data', () => {
    clearTimeout(tooLate);
    if (wanted !== undefined) child.kill(wanted);
    else {
      isOpen = true;
      way.end('go\n');
    }
  });
  child.once('exit', close);
  child.once('error', close);
  return {
    end: (signal) => {
      if (isOpen || way === null) child.kill(signal);
      else {
        wanted = signal;
        tooLate.refresh();
      }
    },
  };
}
