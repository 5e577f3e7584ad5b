import { signalsOf } from '@maximus/prioritisation';
import { signalsAfter } from '@maximus/storage';
import { refreshApvs } from '../apvs/refresh-apvs.ts';
import type { LiveIndex } from '../live-index/live-index.ts';
import type { Parts } from '../parts.ts';

/** APVs looked at between two transactions. */
const batchSize = 500;

/**
 * Derives those APVs again whose KEV entry or EPSS forecast differs from what a generation says; a new day of forecasts
 * moves many of them a little. Answers how many.
 */
export async function refreshSignals(parts: Parts, live: LiveIndex, correlationId: string): Promise<number> {
  let count = 0;
  for (let after = 0; ; ) {
    const batch = await signalsAfter(parts.database, after, batchSize);
    const last = batch.at(-1);
    if (last === undefined) return count;
    after = last.groupKey;
    const groupKeys = batch
      .filter(({ ids, epss, inKev }) => {
        const now = signalsOf(live.index, ids);
        const forecast = now.epss?.probability ?? null;
        const isSame =
          epss === null || forecast === null ? epss === forecast : Math.fround(epss) === Math.fround(forecast);
        return !isSame || (now.kev !== undefined) !== inKev;
      })
      .map(({ groupKey }) => groupKey);
    if (groupKeys.length === 0) continue;
    await parts.database.transaction((tx) =>
      refreshApvs(tx, parts, live, { groupKeys, atMs: parts.clock.now(), correlationId }),
    );
    count += groupKeys.length;
  }
}
