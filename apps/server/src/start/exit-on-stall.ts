import { writeSync } from 'node:fs';
import type { StallReport } from '@maximus/observability';

/**
 * Ends a process whose main thread hangs, from the thread that watches it: says where it hangs, on standard error, and
 * sends the signal that cannot wait. What was acknowledged is in the database; whoever supervises starts it again.
 */
export function onStall({ silentMs, stack }: StallReport): void {
  const line = {
    level: 'error',
    timestamp: new Date().toISOString(),
    logger: 'watch',
    msg: 'the event loop hangs; ending',
  };
  writeSync(2, `${JSON.stringify({ ...line, fields: { silent_ms: silentMs }, stack })}\n`);
  process.kill(process.pid, 'SIGKILL');
}
