import type { AliasGroup } from '@maximus/advisories';
import { apvSuperseded, type FindingCause } from '@maximus/contracts';
import {
  type ComponentRow,
  deleteMatches,
  type FindingState,
  fingerprintsOf,
  groupsByKey,
  lockReturning,
  lockUnmatched,
  type MatchRow,
  namesOfGroups,
  noteJudged,
  openFindings,
  type Pair,
  type Tx,
  wireId,
  writeMatches,
} from '@maximus/storage';
import type { z } from 'zod';
import { refreshApvs } from '../apvs/refresh-apvs.ts';
import { type Judgement, judgeComponents } from '../judging/judge.ts';
import { type Settled, settleGroups } from '../judging/settle-groups.ts';
import type { LiveIndex } from '../live-index/live-index.ts';
import type { Parts } from '../parts.ts';
import { stepsWhenSeen, stepsWhenUnmatched } from '../rules/finding-transitions.ts';
import { acceptCovered } from './accept-covered.ts';
import { emitFindingBatch } from './batch-events.ts';
import { type FindingStep, takeSteps } from './steps.ts';

/** Why an estate's matches are written, and in which chain. */
export interface DeltaContext {
  readonly cause: z.infer<typeof FindingCause>;
  readonly atMs: number;
  readonly correlationId: string;
  /** Groups whose records changed: their APVs are described anew even where no match changed. */
  readonly changedGroups?: ReadonlySet<number>;
  /** Groups of the index to settle beside those of the matches. */
  readonly groups?: readonly AliasGroup[];
}

/** What a delta wrote. */
export interface DeltaReport {
  readonly components: number;
  readonly matchesWritten: number;
  readonly matchesRemoved: number;
  readonly opened: number;
  readonly moved: number;
  readonly apvsCreated: number;
  readonly published: number;
}

/** Nothing was written. */
export const emptyReport: DeltaReport = {
  components: 0,
  matchesWritten: 0,
  matchesRemoved: 0,
  opened: 0,
  moved: 0,
  apvsCreated: 0,
  published: 0,
};

/** What differs between what is stored of some components and what a generation says of them. */
export interface MatchDiff {
  readonly written: readonly MatchRow[];
  /** Of those written, the pairs that were not there. */
  readonly added: readonly Pair[];
  readonly removed: readonly Pair[];
}

/** Compares matches by pair and fingerprint. */
function diffMatches(
  stored: readonly (Pair & { readonly fingerprint: string })[],
  wanted: readonly MatchRow[],
): MatchDiff {
  const key = ({ componentKey, groupKey }: Pair) => `${componentKey}/${groupKey}`;
  const held = new Map(stored.map((each) => [key(each), each]));
  const written: MatchRow[] = [];
  const added: Pair[] = [];
  for (const match of wanted) {
    const old = held.get(key(match));
    held.delete(key(match));
    if (old?.fingerprint === match.fingerprint) continue;
    written.push(match);
    if (old === undefined) added.push(match);
  }
  return { written, added, removed: [...held.values()] };
}

/**
 * Brings matches, findings and APVs of some components in line with a generation, in one transaction whose lock on
 * matching the caller holds. Steady state reads and writes nothing. One batched event each of opened and changed.
 */
export async function applyJudgement(
  tx: Tx,
  parts: Parts,
  live: LiveIndex,
  components: readonly ComponentRow[],
  context: DeltaContext,
): Promise<{ readonly report: DeltaReport; readonly settled: Settled }> {
  const judgement = judgeComponents(live, components);
  const settled = await settleGroups(
    tx,
    live,
    [...judgement.matches.map(({ group }) => group), ...(context.groups ?? [])],
    context,
  );
  const wanted = rowsOf(judgement, settled);
  const stored = await withoutTests(
    tx,
    await fingerprintsOf(
      tx,
      components.map(({ key }) => key),
    ),
  );
  const diff = diffMatches(stored, wanted);
  await writeMatches(tx, diff.written);
  await deleteMatches(tx, diff.removed);
  await noteJudged(tx, judgement.judged, live.generation);
  const seen = await seePairs(tx, diff.added, context);
  const retracted = await retractPairs(tx, live, diff.removed, context);
  const steps = [...seen.steps, ...retracted];
  const touched = new Set([...diff.written, ...diff.removed].map(({ groupKey }) => groupKey));
  for (const key of [...settled.split, ...settled.merges.map(({ by }) => by), ...(context.changedGroups ?? [])])
    touched.add(key);
  const apvs = await refreshApvs(tx, parts, live, {
    groupKeys: touched,
    described: touched,
    atMs: context.atMs,
    correlationId: context.correlationId,
  });
  for (const { id, by } of settled.superseded) {
    const survivor = apvs.sketches.get(by);
    if (survivor === undefined) continue;
    const apvId = wireId('apv', id);
    const data = { apv_id: apvId, superseded_by: survivor.id };
    tx.emit({ event: apvSuperseded, key: apvId, correlationId: context.correlationId, data });
  }
  const batches = await emitFindingBatch(tx, {
    ...context,
    generation: live.generation,
    opened: seen.opened,
    steps,
    sketches: apvs.sketches,
  });
  const report = {
    components: components.length,
    matchesWritten: diff.written.length,
    matchesRemoved: diff.removed.length,
    opened: seen.opened.length,
    moved: steps.length,
    apvsCreated: apvs.created,
    published: apvs.published + batches + settled.superseded.length,
  };
  return { report, settled };
}

/** The matches of a judgement with the keys of the estate's groups. */
export function rowsOf({ matches }: Judgement, { keys }: Settled): MatchRow[] {
  return matches.map(({ group, ...match }) => ({ ...match, groupKey: keys.get(group.id) ?? 0 }));
}

/** Matches of groups that no feed brings stay until somebody removes them. */
async function withoutTests<P extends Pair>(tx: Tx, stored: readonly P[]): Promise<readonly P[]> {
  if (stored.length === 0) return stored;
  const groups = await groupsByKey(tx, [...new Set(stored.map(({ groupKey }) => groupKey))]);
  const own = new Set(groups.filter(({ ownRecord }) => ownRecord !== null).map(({ key }) => key));
  return own.size === 0 ? stored : stored.filter(({ groupKey }) => !own.has(groupKey));
}

/** Opens findings for pairs, brings those back that were closed, and carries standing decisions over. */
export async function seePairs(
  tx: Tx,
  pairs: readonly Pair[],
  context: DeltaContext,
  projectKey?: number,
): Promise<{ readonly opened: readonly FindingState[]; readonly steps: readonly FindingStep[] }> {
  const returning = await lockReturning(tx, pairs, projectKey);
  const change = { atMs: context.atMs, actor: 'oraculo' as const, correlationId: context.correlationId };
  const back = await takeSteps(
    tx,
    returning.map((finding) => ({ finding, steps: stepsWhenSeen(finding.status), reason: 'seen again' })),
    change,
  );
  const reason = context.cause.kind === 'scan' ? 'matched on a new snapshot' : 'matched by a changed advisory';
  const opened = await openFindings(tx, pairs, { ...change, reason, ...(projectKey !== undefined && { projectKey }) });
  const covered = await acceptCovered(tx, [...opened, ...back.map(({ finding }) => finding)], context);
  return { opened, steps: [...back, ...covered] };
}

async function retractPairs(
  tx: Tx,
  live: LiveIndex,
  pairs: readonly Pair[],
  context: DeltaContext,
): Promise<readonly FindingStep[]> {
  const findings = await lockUnmatched(tx, pairs);
  if (findings.length === 0) return [];
  const names = await namesOfGroups(tx, [...new Set(findings.map(({ groupKey }) => groupKey))]);
  const reasons = new Map([...names].map(([key, ids]) => [key, reasonOfRetraction(live, ids)]));
  return takeSteps(
    tx,
    findings.map((finding) => ({
      finding,
      steps: stepsWhenUnmatched(finding.status),
      reason: reasons.get(finding.groupKey) ?? 'no advisory holds for this version any more',
    })),
    { atMs: context.atMs, actor: 'oraculo', correlationId: context.correlationId },
  );
}

/** Why a group matches no more: its records were withdrawn or are gone, or none holds for the version. */
function reasonOfRetraction({ index }: LiveIndex, ids: readonly string[]): string {
  const records = ids.flatMap((id) => index.brief(id) ?? []);
  if (records.length === 0) return 'the advisory is gone from its feed';
  const withdrawn = records.filter((record) => record.withdrawn !== undefined);
  if (withdrawn.length < records.length) return 'no advisory holds for this version any more';
  return `the advisory was withdrawn: ${withdrawn.map(({ id, withdrawn: at }) => `${id} on ${at}`).join(', ')}`.slice(
    0,
    500,
  );
}
