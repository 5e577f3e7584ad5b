import {
  type ComponentRow,
  componentsAfter,
  findingsExpected,
  fingerprintsOf,
  firstPlace,
  takeMatching,
} from '@maximus/storage';
import { judgeComponents } from '../judging/judge.ts';
import { rememberGroups } from '../judging/settle-groups.ts';
import type { LiveIndex } from '../live-index/live-index.ts';
import type { Parts } from '../parts.ts';
import { add, settleState } from './apply-advisories.ts';
import { applyJudgement, type DeltaReport, emptyReport } from './apply-judgement.ts';
import { inChunks } from './chunks.ts';
import { regroupEstate } from './regroup-estate.ts';

/** Components judged between two looks at the database. */
const batchSize = 5_000;

/**
 * Judges every component of the estate again and writes what differs: when the generation that the estate stands on is
 * not at hand, or as a repair. In steady state it reads each component and match once and writes nothing.
 */
export async function rematchEstate(
  parts: Parts,
  live: LiveIndex,
  options: { readonly correlationId: string; readonly signal?: AbortSignal },
): Promise<DeltaReport> {
  const { database } = parts;
  const beganMs = performance.now();
  let report = await regroupEstate(parts, live, options.correlationId);
  for (let after = firstPlace; ; ) {
    options.signal?.throwIfAborted();
    const { components: batch, last } = await componentsAfter(database, after, batchSize);
    if (last === undefined) break;
    const differing = await differingOf(parts, live, batch);
    // The next batch is about other packages.
    live.forget();
    report = add(report, { ...emptyReport, components: batch.length - differing.length });
    const weights = await findingsExpected(
      database,
      differing.map(({ key }) => key),
    );
    for (const chunk of inChunks(differing, ({ key }) => weights.get(key) ?? 1, parts.config.matching.chunk_findings)) {
      const done = await database.transaction(async (tx) => {
        await takeMatching(tx);
        const cause = { kind: 'advisories', id: `rematch/${live.generation}/${chunk[0]?.key ?? 0}` } as const;
        return applyJudgement(tx, parts, live, chunk, { ...options, cause, atMs: parts.clock.now() });
      });
      rememberGroups(live, done.settled);
      report = add(report, done.report);
    }
    after = last;
  }
  await database.transaction(async (tx) => {
    await takeMatching(tx);
    await settleState(tx, parts, live, { from: undefined, changes: undefined, correlationId: options.correlationId });
  });
  parts.metrics.match_duration_seconds.observe({ direction: 'estate' }, (performance.now() - beganMs) / 1000);
  return report;
}

/** The components of a batch whose matches are not as they are stored. */
async function differingOf(
  { database }: Parts,
  live: LiveIndex,
  batch: readonly ComponentRow[],
): Promise<readonly ComponentRow[]> {
  const stored = await fingerprintsOf(
    database,
    batch.map(({ key }) => key),
  );
  const { matches, judged } = judgeComponents(live, batch);
  const held = new Map(stored.map((each) => [`${each.componentKey}/${each.groupKey}`, each.fingerprint]));
  const differing = new Set<number>();
  for (const { componentKey, group, fingerprint } of matches) {
    const key = `${componentKey}/${live.groupKeys.get(group.id) ?? -1}`;
    if (held.get(key) === fingerprint) held.delete(key);
    else differing.add(componentKey);
  }
  for (const key of held.keys()) differing.add(Number(key.slice(0, key.indexOf('/'))));
  const doubts = new Map(judged.map(({ key, doubt }) => [key, doubt]));
  return batch.filter(({ key, doubt }) => differing.has(key) || (doubt ?? null) !== (doubts.get(key) ?? null));
}
