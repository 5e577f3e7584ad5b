import type { CommandResult } from './types.ts';

/** The result of a command that was never started. */
export function couldNotStart(reason: string): CommandResult {
  return {
    end: 'could-not-start',
    exitCode: null,
    reason,
    output: { head: '', tail: '', bytes: 0 },
    durationMs: 0,
    contacts: [],
  };
}
