import type { Clock } from '@maximus/kernel';
import {
  type ConnectionSettings,
  type Database,
  listenForRevocations,
  type RevocationListener,
  type RevocationRecord,
  revocationRows,
  type Tx,
} from '@maximus/storage';

/** Something that was trusted and must be looked at again; `all`: so much may have been missed that nothing is sure. */
export type Revocation = Omit<RevocationRecord, 'seq'> | { readonly kind: 'all'; readonly reason: string };

/** Tells every node what is no longer to be trusted (gateway.md §4: within 5 s). */
export interface RevocationWatch {
  /** Writes revocations in the transaction that causes them; every node hears of them after its commit. */
  announce(tx: Tx, revocations: readonly Omit<RevocationRecord, 'seq'>[]): Promise<void>;
  /** Tells the listeners of this node at once, after the commit; the others hear it from the database. */
  tell(revocations: readonly Revocation[]): void;
  /** Looks into the database now; resolves when the listeners of this node know what was committed before the call. */
  wake(): Promise<void>;
  onRevoked(listener: (revocation: Revocation) => void): () => void;
  /** Ends when what is under way has ended. */
  stop(): Promise<void>;
}

const POLL_MS = 2_000;
/** Rows become visible at their commit, later than their time; nothing we do takes so long. */
const OVERLAP_MS = 60_000;
/** How long rows are kept, and so how long a node may have been cut off and still know what it missed. */
export const KEPT_MS = 3_600_000;

/** Starts watching: woken by notifications where `connection` is given, and looking every 2 s in any case. */
export async function watchRevocations(needs: {
  readonly db: Database;
  readonly clock: Clock;
  readonly log: { debug(fields: object, message: string): void };
  readonly connection?: ConnectionSettings;
  readonly pollMs?: number;
}): Promise<RevocationWatch> {
  const { db, clock, log } = needs;
  const listeners = new Set<(revocation: Revocation) => void>();
  /** When each row was first seen, so that none is told twice. */
  const seen = new Map<string, number>();
  let lastLookMs = clock.now();
  let looking: Promise<void> | undefined;
  let following: Promise<void> | undefined;
  let stopped = false;

  const tell = (revocations: readonly Revocation[]): void => {
    for (const revocation of revocations) for (const listener of listeners) listener(revocation);
  };

  const look = async (first: boolean): Promise<void> => {
    const beganMs = clock.now();
    const awayMs = Math.max(0, beganMs - lastLookMs);
    const rows = await revocationRows.recent(db, awayMs + OVERLAP_MS);
    const fresh = rows.filter(({ seq }) => !seen.has(seq));
    for (const { seq } of fresh) seen.set(seq, beganMs);
    for (const [seq, atMs] of seen) if (beganMs - atMs > 2 * (OVERLAP_MS + awayMs)) seen.delete(seq);
    lastLookMs = beganMs;
    if (first) return;
    if (awayMs > KEPT_MS - OVERLAP_MS) tell([{ kind: 'all', reason: 'cut off for too long' }]);
    tell(fresh);
  };

  /** One look at a time; whoever asks during one waits for the next, which sees what was committed before the call. */
  const wake = (): Promise<void> => {
    if (stopped) return Promise.resolve();
    if (looking === undefined) {
      looking = look(false)
        // The next look covers the time of this one; meanwhile nothing can be read, so nothing is let in either.
        .catch((error: unknown) => log.debug({ err: error }, 'revocations could not be read'))
        .finally(() => {
          looking = undefined;
        });
      return looking;
    }
    following ??= looking.then(() => {
      following = undefined;
      return wake();
    });
    return following;
  };

  await look(true);
  const timer = setInterval(() => void wake(), needs.pollMs ?? POLL_MS);
  timer.unref();
  const listener: RevocationListener | undefined =
    needs.connection === undefined ? undefined : listenForRevocations(needs.connection, () => void wake(), log);

  return {
    announce: (tx, revocations) => revocationRows.insert(tx, revocations),
    tell,
    wake,
    onRevoked: (heard) => {
      listeners.add(heard);
      return () => listeners.delete(heard);
    },
    stop: async () => {
      stopped = true;
      clearInterval(timer);
      await listener?.close();
      await looking;
    },
  };
}
