import { isSample } from '@maximus/advisories';
import type { Cache } from '@maximus/cache';
import {
  getStats,
  getTrends,
  type OraculoStats,
  type Priority,
  type Severity,
  type TrendRange,
  type Trends,
} from '@maximus/contracts';
import { okAnswer, type Route, route } from '@maximus/http';
import { apvTrend, projectTrend, readEstateStats, readMatchState, wireId } from '@maximus/storage';
import type { Parts } from '../parts.ts';
import { projectNamed } from '../projects/manage-projects.ts';
import { priorities, severityRanks } from '../rules/urgency.ts';

const hourMs = 3_600_000;
const windows: Readonly<Record<TrendRange, { readonly buckets: number; readonly bucketMs: number }>> = {
  '24h': { buckets: 24, bucketMs: hourMs },
  '7d': { buckets: 168, bucketMs: hourMs },
  '30d': { buckets: 30, bucketMs: 24 * hourMs },
  '90d': { buckets: 90, bucketMs: 24 * hourMs },
};

/** Counters and trends. */
export function insightRoutes(parts: Parts, cache: Cache): Route[] {
  const stats = cache.space<OraculoStats>({ name: 'estate-stats', version: 1, ttlMs: 10_000 });
  const trends = cache.space<Trends>({ name: 'estate-trends', version: 1, ttlMs: 60_000 });
  return [
    route(getStats, async () => okAnswer(await stats.getOrLoad({ view: 'everyone', id: 'all' }, () => statsOf(parts)))),
    route(getTrends, async ({ query: { range, project } }) => {
      const row = project === undefined ? undefined : await projectNamed(parts, project);
      const id = row === undefined ? `estate/${range}` : `${wireId('prj', row.id)}/${range}`;
      return okAnswer(await trends.getOrLoad({ view: 'everyone', id }, () => trendOf(parts, range, row?.key)));
    }),
  ];
}

async function statsOf(parts: Parts): Promise<OraculoStats> {
  const facts = await readEstateStats(parts.database);
  const matched = await readMatchState(parts.database);
  const { counters, scanStates } = facts;
  using lease = parts.index.tryLease();
  const live = lease?.live;
  return {
    projects: facts.projects,
    projects_ok: facts.projectsOk,
    components: facts.components,
    apvs: facts.apvs,
    open_findings: facts.openFindings,
    scans: {
      total: Object.values(scanStates).reduce((a, b) => a + b, 0),
      by_state: scanStates,
      ...(counters as Omit<OraculoStats['scans'], 'total' | 'by_state'>),
    },
    ...(facts.lastScanAt !== null && { last_scan_at: facts.lastScanAt.toISOString() }),
    ...(live !== undefined && {
      index: {
        generation: live.generation,
        digest: live.digest,
        built_at: live.index.manifest.builtAt,
        records: live.index.manifest.records,
        sample: isSample(live.index.manifest),
        ...(matched !== undefined && { matched_generation: matched.generation }),
      },
    }),
    generated_at: new Date(parts.clock.now()).toISOString(),
  };
}

async function trendOf(parts: Parts, range: TrendRange, projectKey: number | undefined): Promise<Trends> {
  const { buckets, bucketMs } = windows[range];
  const nowMs = parts.clock.now();
  // The last bucket is the one that runs.
  const fromMs = Math.floor(nowMs / bucketMs) * bucketMs - (buckets - 1) * bucketMs;
  const window = { fromMs, buckets, bucketMs };
  const rows = await (projectKey === undefined
    ? apvTrend(parts.database, window)
    : projectTrend(parts.database, projectKey, window));
  return {
    range,
    bucket: bucketMs === hourMs ? 'hour' : 'day',
    of: projectKey === undefined ? 'apvs' : 'findings',
    points: rows.map(({ at, severities, closed, open }) => ({
      at: at.toISOString(),
      detected: severities.reduce((a, b) => a + b, 0),
      detected_by_severity: byName<Severity>(severityRanks, severities),
      closed,
      open_by_priority: byName<Priority>(priorities, open),
    })),
    generated_at: new Date(nowMs).toISOString(),
  };
}

function byName<K extends string>(names: readonly K[], counts: readonly number[]): Record<K, number> {
  return Object.fromEntries(names.map((name, rank) => [name, Math.max(0, counts[rank] ?? 0)])) as Record<K, number>;
}
