import { buildIndex, indexMark, openIndex } from '@maximus/advisories';
import type { Clock } from '@maximus/kernel';
import type { Logger } from '@maximus/observability';

/** What building the sample works with. */
export interface SampleIndexOptions {
  /** Folders of the bundled advisories. */
  readonly from: readonly string[];
  /** Folder of the index. */
  readonly to: string;
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * Builds the advisory index from the bundled sample where there is none yet, or one of another version of the program that
 * this one cannot read, so that there is something to match with until the feeds have brought the rest. Answers how many
 * advisories it holds, or nothing where an index was there.
 */
export async function buildSampleIndex({ from, to, clock, logger }: SampleIndexOptions): Promise<number | undefined> {
  if (indexMark(to) !== undefined && !isForeign(to, logger)) return undefined;
  const built = await buildIndex({ from, out: to, clock, sample: true });
  if (!built.ok) throw built.error;
  const { records, durationMs } = built.value;
  logger.info({ records, took_ms: Math.round(durationMs) }, 'the sample advisory index was built');
  return records;
}

/** Whether another version of the program wrote the index. A damaged one stays as it is: whoever reads it says so. */
function isForeign(dir: string, logger: Logger): boolean {
  const opened = openIndex(dir);
  if (opened.ok) {
    opened.value.close();
    return false;
  }
  const foreign = opened.error.code === 'advisories.database_format';
  if (foreign)
    logger.warn({ err: opened.error }, 'the advisory index is made anew from the sample; feeds bring the rest');
  return foreign;
}
