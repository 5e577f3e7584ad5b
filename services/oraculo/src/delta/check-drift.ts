import { fingerprintsOf, membersByName, sampleComponents, writeDriftCheck } from '@maximus/storage';
import { judgeComponents } from '../judging/judge.ts';
import type { LiveIndex } from '../live-index/live-index.ts';
import type { Parts } from '../parts.ts';

/** A component on which the two directions disagree. */
export interface Drift {
  readonly component: number;
  readonly name: string;
  readonly version: string | null;
  /** Groups by their primary ids that judging finds and the estate lacks, and the other way round. */
  readonly missing: readonly string[];
  readonly extra: number;
}

/** Components compared by the nightly check (oraculo.md §4). */
const driftSample = 1_000;

/**
 * Judges a random sample of components from scratch and compares with what imports and deltas have written. Anything that
 * differs is a fault of ours: it is told in the log, in a metric and in a row that stays; nothing is repaired in silence.
 */
export async function checkDrift(parts: Parts, live: LiveIndex, sample = driftSample): Promise<readonly Drift[]> {
  const { database } = parts;
  const components = await sampleComponents(database, sample);
  const { matches } = judgeComponents(live, components);
  const names = [...new Set(matches.flatMap(({ group }) => group.ids.map((id) => id.toLowerCase())))];
  const keyOf = new Map((await membersByName(database, names)).map((member) => [member.name, member.groupKey]));
  const stored = await fingerprintsOf(
    database,
    components.map(({ key }) => key),
  );
  const held = Map.groupBy(stored, ({ componentKey }) => componentKey);
  const wanted = Map.groupBy(matches, ({ componentKey }) => componentKey);
  const drifted: Drift[] = [];
  for (const { key, name, version, ecosystem } of components) {
    if (ecosystem === 'test') continue;
    const groups = new Set((held.get(key) ?? []).map(({ groupKey }) => groupKey));
    const missing: string[] = [];
    for (const { group } of wanted.get(key) ?? []) {
      const groupKey = keyOf.get(group.primaryId.toLowerCase());
      if (groupKey === undefined || !groups.delete(groupKey)) missing.push(group.primaryId);
    }
    if (missing.length > 0 || groups.size > 0)
      drifted.push({ component: key, name, version, missing, extra: groups.size });
  }
  const atMs = parts.clock.now();
  await writeDriftCheck(database, { atMs, generation: live.generation, sampled: components.length, drifted });
  parts.metrics.drift_components_count.set(drifted.length);
  if (drifted.length > 0)
    parts.log.error(
      { drifted: drifted.slice(0, 20), count: drifted.length },
      'the two directions of matching disagree',
    );
  return drifted;
}
