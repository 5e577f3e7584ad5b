import { buildIndex, indexMark } from '@maximus/advisories';
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
 * Builds the advisory index from the bundled sample where there is none yet, so that a first start has something to match
 * with. Answers how many advisories it holds, or nothing where an index was there.
 */
export async function buildSampleIndex({ from, to, clock, logger }: SampleIndexOptions): Promise<number | undefined> {
  if (indexMark(to) !== undefined) return undefined;
  const built = await buildIndex({ from, out: to, clock, sample: true });
  if (!built.ok) throw built.error;
  const { records, durationMs } = built.value;
  logger.info({ records, took_ms: Math.round(durationMs) }, 'the sample advisory index was built');
  return records;
}
