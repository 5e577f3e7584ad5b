import { parseId } from '@maximus/kernel';
import {
  apvFactsOf,
  type DecisionDocument,
  type DecisionRow,
  type DecisionSet,
  decisions,
  newestSnapshotOf,
  type Tx,
  type Writer,
} from '@maximus/storage';
import { conflictWith, notPending } from '../decide/refusals.ts';
import { scheduleTick } from '../decide/schedule.ts';
import { isOpen } from '../decide/state.ts';
import { tell } from '../decide/tell.ts';
import { errors } from '../errors.ts';
import type { Cause, Parts } from '../parts.ts';
import type { Person } from '../person.ts';
import { loadPolicy } from '../policies/load-policy.ts';
import { afterWorkingSeconds, workingSecondsBetween } from '../rules/working-time.ts';

/** Until when a decision is put away. */
export interface SnoozeRequest {
  readonly until?: string | undefined;
  readonly condition?: string | undefined;
}

const longestMs = 365 * 86_400_000;
const atRiskShare = 0.8;

/** Puts a decision away (hitl.md §5). The clock of a critical one runs on; that of others stands still. */
export async function snooze(
  tx: Tx,
  parts: Parts,
  row: DecisionRow,
  { request, person, cause }: { readonly request: SnoozeRequest; readonly person: Person; readonly cause: Cause },
): Promise<DecisionRow> {
  if (!isOpen(row.status)) throw notPending(parts, row);
  const nowMs = parts.clock.now();
  const untilMs = request.until === undefined ? undefined : Date.parse(request.until);
  if (untilMs !== undefined && (untilMs <= nowMs || untilMs > nowMs + longestMs))
    throw errors.invalid_body('`until` lies in the next 365 days');
  const document = row.document as unknown as DecisionDocument;
  const { policy } = await loadPolicy(tx, { id: document.project_id, team: document.team });
  const isStopped = row.priority !== 0 && row.sla_left_seconds === null && row.sla_told < 2;
  const saved = await decisions.save(
    tx,
    row,
    {
      snoozed: true,
      snoozed_at: new Date(nowMs),
      snooze_until: untilMs === undefined ? null : new Date(untilMs),
      snooze_condition: request.condition ?? null,
      snoozed_by: person.id,
      snooze_base: request.condition === undefined ? null : await premiseOf(tx, row),
      ...(isStopped && {
        sla_left_seconds: workingSecondsBetween(nowMs, row.sla_breach_at.getTime(), policy.sla.working_hours),
      }),
    },
    {
      actor: 'reviewer',
      byWhom: person.id,
      reason: `put away until ${request.until ?? request.condition ?? ''}`,
      atMs: nowMs,
      correlationId: row.correlation_id,
    },
  );
  if (saved === undefined) throw await conflictWith(parts, tx, row.id, 'it was changed at the same time');
  await tell(tx, parts, {
    step: 'updated',
    action: 'decision.snoozed',
    row: saved,
    by: person,
    cause,
    detail: { until: request.until ?? null, condition: request.condition ?? null },
  });
  await scheduleTick(tx, parts, saved);
  return saved;
}

/** Brings a decision back into the queue, with the reason; its clock goes on with what was left. */
export async function wake(
  tx: Tx,
  parts: Parts,
  row: DecisionRow,
  { by, reason, cause }: { readonly by: Person | 'hitl'; readonly reason: string; readonly cause: Cause },
): Promise<DecisionRow> {
  const nowMs = parts.clock.now();
  const document = row.document as unknown as DecisionDocument;
  const { policy } = await loadPolicy(tx, { id: document.project_id, team: document.team });
  const hours = policy.sla.working_hours;
  const left = row.sla_left_seconds;
  const pausedMs = row.snoozed_at === null || left === null ? 0 : nowMs - row.snoozed_at.getTime();
  const resumed: DecisionSet =
    left === null
      ? {}
      : {
          sla_left_seconds: null,
          sla_breach_at: new Date(afterWorkingSeconds(nowMs, left, hours)),
          sla_at_risk_at: new Date(
            afterWorkingSeconds(nowMs, Math.max(0, left - row.sla_target_seconds * (1 - atRiskShare)), hours),
          ),
          paused_seconds: row.paused_seconds + Math.max(0, pausedMs) / 1_000,
        };
  const saved = await decisions.save(
    tx,
    row,
    {
      ...resumed,
      snoozed: false,
      snoozed_at: null,
      snooze_until: null,
      snooze_condition: null,
      snoozed_by: null,
      snooze_base: null,
    },
    {
      actor: by === 'hitl' ? 'hitl' : 'reviewer',
      byWhom: by === 'hitl' ? null : by.id,
      reason,
      atMs: nowMs,
      correlationId: row.correlation_id,
    },
  );
  if (saved === undefined) throw await conflictWith(parts, tx, row.id, 'it was changed at the same time');
  await tell(tx, parts, { step: 'updated', action: 'decision.returned', row: saved, by, cause, reason });
  await scheduleTick(tx, parts, saved);
  return saved;
}

/** What conditions are compared with: the facts when it was put away. */
interface Premise {
  readonly in_kev: boolean;
  readonly epss: number;
  readonly priority: number;
  readonly fixed: readonly string[];
  readonly at: string;
}

async function premiseOf(db: Writer, row: DecisionRow): Promise<Premise> {
  const document = row.document as unknown as DecisionDocument;
  const uuids = document.apv_ids.flatMap((id) => parseId('apv', id) ?? []);
  const apvs = await apvFactsOf(db, uuids);
  const snapshot = await newestSnapshotOf(db, row.project_key);
  return {
    in_kev: apvs.some(({ in_kev }) => in_kev),
    epss: Math.max(0, ...apvs.map(({ epss }) => epss ?? 0)),
    priority: Math.max(0, ...apvs.map(({ priority }) => priority)),
    fixed: [...new Set(apvs.flatMap(({ fixed_versions }) => fixed_versions))].sort(),
    at: snapshot?.checkState === 'ok' ? snapshot.at.toISOString() : '',
  };
}

/** Why a sleeping decision is to return now; undefined while its condition has not come true. */
export async function comeTrue(db: Writer, row: DecisionRow): Promise<string | undefined> {
  const then = row.snooze_base as unknown as Premise | null;
  const condition = row.snooze_condition ?? '';
  if (then === null) return undefined;
  const now = await premiseOf(db, row);
  if (condition === 'kev-added') return now.in_kev && !then.in_kev ? 'it is known to be exploited now' : undefined;
  if (condition === 'priority-raised') return now.priority > then.priority ? 'its priority has risen' : undefined;
  if (condition === 'new-release')
    return now.fixed.some((version) => !then.fixed.includes(version)) ? 'there is a new fixed version' : undefined;
  if (condition === 'ci-green') return now.at > then.at ? 'its project was checked completely since' : undefined;
  const [, limit] = /^epss-over:([\d.]+)$/.exec(condition) ?? [];
  if (limit === undefined) return undefined;
  return now.epss > Number(limit) ? `its EPSS is ${now.epss}, over ${limit}` : undefined;
}
