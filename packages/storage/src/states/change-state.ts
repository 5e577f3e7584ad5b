import { type AppError, fail, ok, type Result } from '@maximus/kernel';
import { type RawBuilder, sql } from 'kysely';
import type { OutgoingEvent, Tx } from '../database/index.ts';
import type { Tables } from '../tables.ts';
import { stateErrors } from './errors.ts';

/**
 * A state machine over one table. The table has the columns `status`, `version` and `updated_at`; its history has `version`,
 * `from_status`, `to_status`, `at`, `actor`, `by_whom`, `reason`, `correlation_id` and one that names the entity.
 */
export interface StateMachine<State extends string> {
  /** For messages, such as `patch`. */
  readonly entity: string;
  readonly table: keyof Tables & string;
  /** The column that names a row; default `id`. */
  readonly idColumn?: string;
  readonly history: { readonly table: keyof Tables & string; readonly idColumn: string };
  /** Where each state may lead (apv.md §7); a final state leads nowhere. */
  readonly transitions: Readonly<Record<State, readonly State[]>>;
}

/** One change that is wanted. */
export interface StateChange<State extends string> {
  /** As the database stores it: the UUID, or the number of a row that is named by one. */
  readonly id: string | number;
  readonly to: State;
  /** The version the caller saw; absent: whatever it is now. */
  readonly expectedVersion?: number | undefined;
  /** `oraculo`, `eureka`, `hitl`, `policy`, `reviewer`, `operator`. */
  readonly actor: string;
  /** The user or token behind it. */
  readonly byWhom?: string | null;
  readonly reason: string;
  readonly correlationId: string;
  readonly at: Date;
  /** Further columns that change with it. */
  readonly set?: Readonly<Record<string, unknown>>;
  /** The event of the change, written with it. */
  readonly event?: (changed: StateChanged<State>) => OutgoingEvent;
}

/** A change that was made. */
export interface StateChanged<State extends string> {
  readonly from: State;
  readonly to: State;
  /** The new version. */
  readonly version: number;
}

/**
 * Changes the state of one entity: checks version and transition, writes the new state, its history row and its event, all
 * in the caller's transaction. Refusals are values and have written nothing: `state.not_found`,
 * `state.version_mismatch` (412), `state.transition_not_allowed` (409). Rule: apv.md §7.
 */
export async function changeState<State extends string>(
  tx: Tx,
  machine: StateMachine<State>,
  change: StateChange<State>,
): Promise<Result<StateChanged<State>>> {
  const id = sql.ref(machine.idColumn ?? 'id');
  const table = sql.table(machine.table);
  const { rows } = await sql<{ status: State; version: number }>`
    select status, version from ${table} where ${id} = ${change.id} for no key update
  `.execute(tx.kysely);
  const now = rows[0];
  const refusal = refusalOf(machine, change, now);
  if (refusal !== undefined || now === undefined) return fail(refusal ?? stateErrors.not_found(machine.entity));
  const changed = { from: now.status, to: change.to, version: now.version + 1 };
  const columns: Record<string, unknown> = {
    ...change.set,
    status: change.to,
    version: changed.version,
    updated_at: change.at,
  };
  const assignments = Object.entries(columns).map(([name, value]) => sql`${sql.ref(name)} = ${value}`);
  await sql`update ${table} set ${sql.join(assignments)} where ${id} = ${change.id}`.execute(tx.kysely);
  await historyRow(machine, change, changed).execute(tx.kysely);
  if (change.event !== undefined) tx.emit(change.event(changed));
  return ok(changed);
}

function refusalOf<State extends string>(
  machine: StateMachine<State>,
  change: StateChange<State>,
  now: { readonly status: State; readonly version: number } | undefined,
): AppError | undefined {
  const { entity } = machine;
  if (now === undefined) return stateErrors.not_found(`there is no such ${entity}`);
  if (change.expectedVersion !== undefined && change.expectedVersion !== now.version) {
    const text = `the ${entity} has version ${now.version}, not ${change.expectedVersion}`;
    return stateErrors.version_mismatch(text, { version: now.version });
  }
  if (!machine.transitions[now.status]?.includes(change.to)) {
    const text = `a ${entity} that is ${now.status} cannot become ${change.to}`;
    return stateErrors.transition_not_allowed(text, { from: now.status, to: change.to });
  }
  return undefined;
}

function historyRow<State extends string>(
  { history }: StateMachine<State>,
  change: StateChange<State>,
  { from, to, version }: StateChanged<State>,
): RawBuilder<unknown> {
  return sql`
    insert into ${sql.table(history.table)}
      (${sql.ref(history.idColumn)}, version, from_status, to_status, at, actor, by_whom, reason, correlation_id)
    values (${change.id}, ${version}, ${from}, ${to}, ${change.at}, ${change.actor}, ${change.byWhom ?? null},
      ${change.reason}, ${change.correlationId})
  `;
}
