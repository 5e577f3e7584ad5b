import { auditLeafRows, auditRows, type Database } from '@maximus/storage';
import { leafHash } from './leaf.ts';

const BATCH = 500;
/** Entries that are written together are sealed together. */
const GATHER_MS = 50;

/** Gives entries their places. */
export interface Sealer {
  /** Something was written; it is sealed soon, whether its transaction commits now or later. */
  wake(): void;
  seal(): Promise<number>;
  stop(): Promise<void>;
}

/**
 * Puts committed entries into one order over all nodes: a lock for one short transaction per batch, so that writers never
 * wait for each other and no place is left out, also when a transaction before it was rolled back.
 */
export function createSealer(options: {
  readonly db: Database;
  readonly log: { error(fields: object, message: string): void };
  readonly everyMs: number;
}): Sealer {
  const { db, log, everyMs } = options;
  let soon: NodeJS.Timeout | undefined;
  let tail: Promise<unknown> = Promise.resolve();
  let stopped = false;

  const sealBatch = (): Promise<number> =>
    db.transaction(async (tx) => {
      await auditLeafRows.lock(tx);
      const rows = await auditRows.takeWaiting(tx, BATCH);
      if (rows.length === 0) return 0;
      const last = await auditLeafRows.lastSeq(tx);
      const leaves = rows.map((row, at) => {
        const seq = last + 1 + at;
        return { seq, logId: row.logId, leafHash: leafHash({ ...row, seq }) };
      });
      await auditLeafRows.insert(tx, leaves);
      return leaves.length;
    });

  const sealAll = async (): Promise<number> => {
    let sealed = 0;
    while (await auditRows.anyWaiting(db)) {
      const batch = await sealBatch();
      sealed += batch;
      if (batch === 0) break;
    }
    return sealed;
  };

  /** One run at a time in this process; the next one begins after it, so that it sees what was committed before the call. */
  const seal = (): Promise<number> => {
    const run = tail.then(sealAll);
    tail = run.catch(() => undefined);
    return run;
  };

  const sealAndReport = (): void => {
    // Nothing is lost: the entries wait in the database, and the next turn tries again.
    seal().catch((error: unknown) => log.error({ err: error }, 'audit entries could not be sealed'));
  };
  const timer = setInterval(sealAndReport, everyMs);
  timer.unref();

  return {
    wake: () => {
      if (stopped || soon !== undefined) return;
      soon = setTimeout(() => {
        soon = undefined;
        sealAndReport();
      }, GATHER_MS);
      soon.unref();
    },
    seal,
    stop: async () => {
      stopped = true;
      clearInterval(timer);
      clearTimeout(soon);
      await seal();
    },
  };
}
