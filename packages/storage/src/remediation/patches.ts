import { createHash } from 'node:crypto';
import type { Actor, Patch, PatchStatus, StateChange } from '@maximus/contracts';
import { type AppError, fail, ok, parseId, type Result } from '@maximus/kernel';
import { sql, type Updateable } from 'kysely';
import { isUniqueViolation, type Tx, type Writer } from '../database/index.ts';
import { wireId } from '../estate/index.ts';
import { changeState, stateErrors, toStateChange } from '../states/index.ts';
import { remediationErrors } from './errors.ts';
import { patchEventOf, patchMachine } from './patch-states.ts';
import type { RemediationTables } from './tables.ts';
import { type PatchContent, type PatchRow, toPatch } from './to-patch.ts';

/** A patch that is begun; ids of ours are UUIDs. */
export interface NewPatch {
  readonly id: string;
  readonly projectKey: number;
  readonly kind: Patch['kind'];
  readonly rung: Patch['rung'];
  readonly strategy: Patch['strategy'];
  /** `system:eureka`, or the person who made it by hand. */
  readonly author: string;
  readonly package: string;
  readonly from: string | null;
  readonly to: string | null;
  readonly findingIds: readonly string[];
  readonly apvIds: readonly string[];
  readonly primaryIds: readonly string[];
  readonly cveIds: readonly string[];
  readonly severity: Patch['severity'];
  /** 0 for low to 3 for critical. */
  readonly priority: number;
  readonly urgency: number;
  /** RFC 3339, or `infinity`. */
  readonly dueAt: string;
  readonly snapshotId: string | null;
  readonly groupKey: string | null;
  readonly previousPatchId: string | null;
  readonly baseCommit: string;
  readonly baseRef: string | null;
  readonly lockFile: string;
  readonly packageManager: string;
  readonly digest: string;
  readonly content: PatchContent;
}

/** What of a patch changes after it was planned; content only until it is generated. */
export type PatchSet = Partial<
  Pick<
    Updateable<RemediationTables['patch']>,
    | 'campaign_id'
    | 'rung'
    | 'strategy'
    | 'package'
    | 'lock_file'
    | 'package_manager'
    | 'from_version'
    | 'to_version'
    | 'digest'
    | 'diff_digest'
    | 'patch_size_lines'
    | 'patch_size_bytes'
    | 'requeues'
    | 'evidence_id'
    | 'evidence_digest'
    | 'verdict'
    | 'confidence'
    | 'decision_id'
    | 'delivery_id'
    | 'branch_name'
    | 'commit_sha'
    | 'merge_commit'
    | 'pr_number'
    | 'pr_url'
  >
> & { readonly content?: PatchContent };

/** One step of a patch. */
export interface PatchStep {
  readonly to: PatchStatus;
  readonly actor: Actor;
  /** The user or token behind it. */
  readonly byWhom?: string | null;
  readonly reason: string;
  readonly atMs: number;
  readonly correlationId: string;
  /** The event that it answers. */
  readonly causationId?: string | null;
  readonly expectedVersion?: number | undefined;
  readonly set?: PatchSet;
}

/** Who begins a patch, when and in which chain. */
export type PatchStart = Pick<PatchStep, 'actor' | 'byWhom' | 'reason' | 'atMs' | 'correlationId' | 'causationId'>;

const contentColumns = [
  'rung',
  'strategy',
  'lock_file',
  'package_manager',
  'package',
  'from_version',
  'to_version',
  'digest',
  'diff_digest',
  'content',
] as const;
const timeOfStatus: Partial<Record<PatchStatus, keyof RemediationTables['patch']>> = {
  generated: 'generated_at',
  validated: 'validated_at',
  approved: 'decided_at',
  rejected: 'decided_at',
  delivered: 'delivered_at',
  merged: 'merged_at',
  verified: 'verified_at',
};

const rows = (db: Writer) =>
  db.kysely
    .selectFrom('patch')
    .innerJoin('project', 'project.key', 'patch.project_key')
    .selectAll('patch')
    .select(['project.id as project_uuid', 'project.slug as project_slug']);

/**
 * Begins a patch in state `planned`, with history and event in the transaction. Fails with `patch.live_exists` where a live
 * patch of the project has exactly these findings, or retires an override of the same group; the transaction stays usable.
 */
async function plan(tx: Tx, patch: NewPatch, start: PatchStart): Promise<Result<Omit<Patch, 'history'>>> {
  const findingSet = findingSetOf(patch);
  const held = await liveOf(tx, patch.projectKey, findingSet);
  if (held !== undefined && patch.kind !== 'revert') return fail(liveExists(held.code));
  const at = new Date(start.atMs);
  const code = await takeCode(tx, start.atMs);
  try {
    await sql`savepoint new_patch`.execute(tx.kysely);
    await tx.kysely
      .insertInto('patch')
      .values({
        id: patch.id,
        code,
        project_key: patch.projectKey,
        kind: patch.kind,
        rung: patch.rung,
        strategy: patch.strategy,
        status: 'planned',
        status_reason: start.reason,
        author: patch.author,
        package: patch.package,
        from_version: patch.from,
        to_version: patch.to,
        finding_set: findingSet,
        finding_ids: [...patch.findingIds],
        apv_ids: [...patch.apvIds],
        primary_ids: [...patch.primaryIds],
        cve_ids: [...patch.cveIds],
        severity: patch.severity,
        priority: patch.priority,
        urgency: patch.urgency,
        due_at: patch.dueAt,
        snapshot_id: patch.snapshotId,
        group_key: patch.groupKey,
        previous_patch_id: patch.previousPatchId,
        base_commit: patch.baseCommit,
        base_ref: patch.baseRef,
        lock_file: patch.lockFile,
        package_manager: patch.packageManager,
        digest: patch.digest,
        content: JSON.stringify(patch.content),
        planned_at: at,
        correlation_id: start.correlationId,
        created_at: at,
        updated_at: at,
      })
      .execute();
  } catch (error) {
    if (!isUniqueViolation(error, 'patch_live')) throw error;
    await sql`rollback to savepoint new_patch`.execute(tx.kysely);
    return fail(liveExists('another one'));
  }
  await tx.kysely
    .insertInto('patch_history')
    .values({
      patch_id: patch.id,
      version: 1,
      to_status: 'planned',
      at,
      actor: start.actor,
      by_whom: start.byWhom ?? null,
      reason: start.reason,
      correlation_id: start.correlationId,
    })
    .execute();
  await sql`
    update finding set patch_ids = array(select distinct unnest(patch_ids || ${[wireId('pch', patch.id)]}::text[]))
    where id = any(${patch.findingIds}::uuid[])
  `.execute(tx.kysely);
  return ok(await tell(tx, patch.id, null, 'planned', start));
}

/**
 * Takes one step of apv.md §7.3: checks version and state, writes state, times, history and the `patch.*` event in the
 * caller's transaction. Refusals are values that have written nothing: `state.not_found`, `state.version_mismatch`,
 * `state.transition_not_allowed`, `patch.content_is_fixed`. `id` is `pch_…` or the UUID.
 */
async function transition(tx: Tx, id: string, step: PatchStep): Promise<Result<Omit<Patch, 'history'>>> {
  const uuid = parseId('pch', id) ?? id;
  const { content, ...columns } = step.set ?? {};
  const before = await tx.kysely
    .selectFrom('patch')
    .select(['status', 'generated_at'])
    .where('id', '=', uuid)
    .forNoKeyUpdate()
    .executeTakeFirst();
  if (before === undefined) return fail(stateErrors.not_found('there is no such patch'));
  const changesContent = contentColumns.some((name) => step.set !== undefined && name in step.set);
  if (changesContent && before.status !== 'planned')
    return fail(remediationErrors.content_is_fixed(`a patch that is ${before.status} keeps its content`));
  const at = new Date(step.atMs);
  const time = timeOfStatus[step.to];
  const isFirstTime = step.to !== 'generated' || before.generated_at === null;
  const undone = step.to === 'pending_review' && (before.status === 'approved' || before.status === 'rejected');
  const changed = await changeState(tx, patchMachine, {
    id: uuid,
    to: step.to,
    expectedVersion: step.expectedVersion,
    actor: step.actor,
    byWhom: step.byWhom ?? null,
    reason: step.reason,
    correlationId: step.correlationId,
    at,
    set: {
      ...columns,
      ...(content && { content: JSON.stringify(content) }),
      ...(time !== undefined && isFirstTime && { [time]: at }),
      ...(undone && { decided_at: null }),
      status_reason: step.reason,
    },
  });
  if (!changed.ok) return changed;
  return ok(await tell(tx, uuid, changed.value.from, step.to, step));
}

/** Emits the event of a step and answers the patch as it is now. */
async function tell(tx: Tx, uuid: string, from: PatchStatus | null, to: PatchStatus, step: PatchStart) {
  const row = await rows(tx).where('patch.id', '=', uuid).executeTakeFirstOrThrow();
  const patch = toPatch(row);
  tx.emit({
    event: patchEventOf(from, to),
    key: patch.id,
    correlationId: step.correlationId,
    causationId: step.causationId ?? null,
    data: { patch, previous_status: from, reason: step.reason },
  });
  return patch;
}

/** Changes columns without a step, such as the delivery of a patch; the version grows and nothing is told. */
async function note(
  tx: Tx,
  id: string,
  set: Omit<PatchSet, 'content'> & { readonly status_reason?: string },
  atMs: number,
): Promise<void> {
  await tx.kysely
    .updateTable('patch')
    .set({ ...set, version: sql<number>`version + 1`, updated_at: new Date(atMs) })
    .where('id', '=', parseId('pch', id) ?? id)
    .execute();
}

/** One patch by `pch_…`, UUID or code; `undefined` where there is none. */
async function find(db: Writer, id: string): Promise<PatchRow | undefined> {
  const uuid = parseId('pch', id) ?? (uuidForm.test(id) ? id : undefined);
  const query = rows(db);
  return await (uuid === undefined
    ? query.where('patch.code', '=', id.toUpperCase())
    : query.where('patch.id', '=', uuid)
  ).executeTakeFirst();
}

/** The same, locked until the end of the transaction. */
async function lock(tx: Tx, id: string): Promise<PatchRow | undefined> {
  const found = await find(tx, id);
  if (found === undefined) return undefined;
  await sql`select from patch where id = ${found.id} for no key update`.execute(tx.kysely);
  return await rows(tx).where('patch.id', '=', found.id).executeTakeFirst();
}

/** How a patch came to be what it is, first step first. */
async function history(db: Writer, uuid: string): Promise<StateChange[]> {
  const steps = await db.kysely
    .selectFrom('patch_history')
    .selectAll()
    .where('patch_id', '=', uuid)
    .orderBy('version')
    .execute();
  return steps.map(toStateChange);
}

const uuidForm = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

/** What one live patch of a project stands for: its findings, or where it closes none its group. */
function findingSetOf({ findingIds, kind, groupKey }: NewPatch): Buffer {
  const closes = kind === 'retire_override' ? [`${kind} ${groupKey}`] : [...findingIds].sort();
  return createHash('sha256').update(closes.join('\n')).digest();
}

async function liveOf(tx: Tx, projectKey: number, findingSet: Buffer) {
  const { rows: found } = await sql<{ code: string }>`
    select code from patch where project_key = ${projectKey} and finding_set = ${findingSet} and kind <> 'revert'
      and status in ('planned', 'generated', 'validating', 'validated', 'pending_review', 'approved', 'delivering',
        'delivered', 'merged')
  `.execute(tx.kysely);
  return found[0];
}

function liveExists(code: string): AppError {
  return remediationErrors.live_exists(`${code} is live for these findings`, { code });
}

/** `PCH-YYYYMMDD-NNN` as APVs are numbered: a sequence waits for nobody, and a day begins where the one before ended. */
async function takeCode(tx: Tx, atMs: number): Promise<string> {
  const day = new Date(atMs).toISOString().slice(0, 10);
  await sql`
    insert into patch_day (day, base) select ${day}::date, nextval('patch_code')
    where not exists (select from patch_day where day = ${day}::date) on conflict (day) do nothing
  `.execute(tx.kysely);
  const { rows: taken } = await sql<{ number: number }>`
    select (nextval('patch_code') - base)::int as number from patch_day where day = ${day}::date
  `.execute(tx.kysely);
  return `PCH-${day.replaceAll('-', '')}-${String(taken[0]?.number ?? 0).padStart(3, '0')}`;
}

/** The repository of patches; `plan` and `transition` are the only ways in which a status changes. */
export const patches = { plan, transition, note, find, lock, history, rows } as const;
