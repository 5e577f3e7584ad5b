import type { Cache } from '@maximus/cache';
import { getMetrics, type MetricsRange, type MetricsSnapshot } from '@maximus/contracts';
import { okAnswer, type Route, route } from '@maximus/http';
import { type DurationFacts, loopFactsBetween, patchFactsBetween } from '@maximus/storage';
import type { Parts } from '../parts.ts';

/** Half of what platform.md allows would do too; the spec says five minutes. */
const ttlMs = 300_000;

const rangeMs: Readonly<Record<MetricsRange, number>> = {
  '1h': 3_600_000,
  '24h': 86_400_000,
  '7d': 604_800_000,
  '30d': 2_592_000_000,
};

/** `GET /api/adaptive-immunity/metrics`, cached for five minutes in the cache that the server has; `Age` says how old. */
export function metricsRoutes(parts: Parts, cache: Cache): Route[] {
  const space = cache.space<MetricsSnapshot>({ name: 'loop-metrics', version: 1, ttlMs });
  return [
    route(getMetrics, async ({ query: { range } }) => {
      const key = { view: 'everyone', id: range };
      const snapshot = await space.getOrLoad(key, () => snapshotOf(parts, range));
      const generatedMs = Date.parse(snapshot?.generated_at ?? '');
      const age = Math.max(0, Math.floor((parts.clock.now() - generatedMs) / 1000));
      return okAnswer(snapshot, { age: String(age) });
    }),
  ];
}

/** How fast the loop turns, read anew; what nothing was measured of is null. */
async function snapshotOf(parts: Parts, range: MetricsRange): Promise<MetricsSnapshot> {
  const nowMs = parts.clock.now();
  const facts = await loopFactsBetween(parts.database, nowMs - rangeMs[range], nowMs);
  const patches = await patchFactsBetween(parts.database, nowMs - rangeMs[range], nowMs);
  const [low = 0, medium = 0, high = 0, critical = 0] = facts.openByPriority;
  return {
    apvs_detected: facts.detected,
    apvs_confirmed: facts.confirmed,
    patches_applied: patches.merged,
    mttr_avg_seconds: facts.mttr.mean,
    success_rate: rate(patches.verified, patches.ended),
    mttr_median_seconds: facts.mttr.median,
    mttr_p95_seconds: facts.mttr.p95,
    stage_seconds: {
      advisory_detected: stageOf(facts.advisoryToDetected),
      detected_confirmed: stageOf(facts.detectedToConfirmed),
      confirmed_validated: stageOf(patches.confirmedToValidated),
      validated_decided: stageOf(patches.validatedToDecided),
      decided_merged: stageOf(patches.decidedToMerged),
      merged_verified: stageOf(patches.mergedToVerified),
    },
    apvs_per_hour: facts.detected / (rangeMs[range] / 3_600_000),
    open_by_priority: { critical, high, medium, low },
    overdue: facts.overdue,
    merge_rate: rate(patches.merged, patches.released),
    build_break_rate: rate(patches.broke, patches.attempts),
    coverage: facts.projects === 0 ? null : facts.projectsOk / facts.projects,
    feed_freshness: facts.feedFreshness,
    range,
    generated_at: new Date(nowMs).toISOString(),
    sample_sizes: {
      mttr: facts.mttr.n,
      success_rate: patches.ended,
      merge_rate: patches.released,
      build_break_rate: patches.attempts,
      advisory_detected: facts.advisoryToDetected.n,
      detected_confirmed: facts.detectedToConfirmed.n,
      confirmed_validated: patches.confirmedToValidated.n,
      validated_decided: patches.validatedToDecided.n,
      decided_merged: patches.decidedToMerged.n,
      merged_verified: patches.mergedToVerified.n,
      coverage: facts.projects,
    },
  };
}

function rate(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}

function stageOf({ median, p95 }: DurationFacts): { median: number | null; p95: number | null } {
  return { median, p95 };
}
