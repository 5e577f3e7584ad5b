import type { ChildProcess } from 'node:child_process';
import { setPriority } from 'node:os';

/** Half way to the lowest: it gets all that nobody else wants, and about a tenth of what somebody does. */
const belowServing = 10;

/**
 * What goes before a command line so that all of it comes after what a person waits for, from its first moment: a process
 * that begins others at once would have begun some of them before `yieldProcessor` is through, most of all on a busy machine.
 */
export const yieldingCommand: readonly string[] = ['nice', '-n', String(belowServing), '--'];

/**
 * Lets a process, and all that it starts, come after what a person waits for: a proof takes minutes of every core, and the
 * server and the desktop of the same machine are to answer meanwhile.
 */
export function yieldProcessor({ pid }: Pick<ChildProcess, 'pid'>): void {
  if (pid === undefined) return;
  try {
    setPriority(pid, belowServing);
  } catch (error) {
    // One that has ended needs none, and one that may not be changed runs all the same.
    if ((error as NodeJS.ErrnoException).code !== 'ERR_SYSTEM_ERROR') throw error;
  }
}
