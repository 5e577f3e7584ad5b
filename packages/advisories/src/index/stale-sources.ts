import { parseTimestamp } from '../osv/timestamp.ts';
import type { IndexManifest, IndexSource } from '../types.ts';
import { baseOf } from './package-key.ts';

/** A source that was heard too long ago. */
export interface StaleSource {
  /** Of the manifest's source; `index` where the manifest names none. */
  readonly id: string;
  /** Base ecosystems that depend on it, sorted; none for the catalogue and the forecasts. */
  readonly ecosystems: readonly string[];
  /** As the manifest writes it. */
  readonly syncedAt: string;
  /** Whole days since then; absent where the date cannot be read. */
  readonly days?: number;
}

const dayMs = 86_400_000;

type Dated = Pick<IndexSource, 'id' | 'syncedAt'>;

/**
 * The sources that some ecosystems need and that were last heard more than `maxAgeMs` before `nowMs`. An ecosystem needs
 * its own feed, else the newest local source. Without any ecosystem nothing is needed, neither catalogue nor forecasts.
 */
export function staleSources(
  manifest: Pick<IndexManifest, 'sources' | 'builtAt'>,
  ecosystems: Iterable<string>,
  nowMs: number,
  maxAgeMs: number,
): readonly StaleSource[] {
  const needed = new Map<Dated, string[]>();
  const newestFirst = [...manifest.sources].sort((a, b) => timeOf(b) - timeOf(a));
  const spare: Dated = newestFirst.find(({ kind }) => kind === 'local') ??
    newestFirst.findLast(({ kind }) => kind === 'osv') ?? { id: 'index', syncedAt: manifest.builtAt };
  for (const base of [...new Set(Array.from(ecosystems, baseOf))].sort()) {
    const source = manifest.sources.find(({ id }) => id === `osv:${base}`) ?? spare;
    needed.set(source, [...(needed.get(source) ?? []), base]);
  }
  if (needed.size > 0) for (const table of newestFirst) if (isTable(table)) needed.set(table, []);
  return [...needed].flatMap(([source, names]): StaleSource[] => {
    const age = nowMs - timeOf(source);
    if (age <= maxAgeMs) return [];
    const days = Number.isFinite(age) ? { days: Math.floor(age / dayMs) } : {};
    return [{ id: source.id, ecosystems: names, syncedAt: source.syncedAt, ...days }];
  });
}

function isTable({ kind }: IndexSource): boolean {
  return kind === 'kev' || kind === 'epss';
}

/** A date that cannot be read is older than any. */
function timeOf({ syncedAt }: Dated): number {
  return parseTimestamp(syncedAt) ?? Number.NEGATIVE_INFINITY;
}
