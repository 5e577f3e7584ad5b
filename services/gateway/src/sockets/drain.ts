import type { Connection } from '@maximus/realtime';

const tickMs = 50;
/** Fewer connections than drain time allows for are sent away at this rate: nobody waits for an empty house. */
const slowestPerSecond = 50;
const maxReconnectAfterMs = 5_000;

/**
 * Sends connections away one after the other over `seconds`, each with its own time to come back: the nodes that stay
 * see an even stream instead of a herd (gateway.md §7). At the deadline the rest goes at once.
 */
export async function drain(
  connections: () => readonly Connection[],
  seconds: number,
  deadline: AbortSignal,
): Promise<void> {
  const total = connections().length;
  const overSeconds = Math.min(seconds, total / slowestPerSecond);
  const perTick = Math.max(1, Math.ceil((total * tickMs) / (overSeconds * 1_000 || 1)));
  for (let left = connections(); left.length > 0; left = connections()) {
    const batch = deadline.aborted ? left : left.slice(0, perTick);
    for (const connection of batch) connection.leave(Math.floor(Math.random() * maxReconnectAfterMs));
    if (batch.length === left.length) return;
    await new Promise((resolve) => setTimeout(resolve, tickMs));
  }
}
