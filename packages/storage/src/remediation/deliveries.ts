import { type DeliveryRecord, serviceEvents } from '@maximus/contracts';
import type { Selectable } from 'kysely';
import { sql } from 'kysely';
import type { Tx, Writer } from '../database/index.ts';
import { wireId } from '../estate/index.ts';
import type { RemediationTables } from './tables.ts';

/** A delivery as it is stored. */
export type DeliveryRow = Selectable<RemediationTables['delivery']>;

/** A delivery that is begun; ids are UUIDs. */
export interface NewDelivery {
  readonly id: string;
  readonly patchId: string;
  readonly projectKey: number;
  readonly forge: DeliveryRecord['forge'];
  readonly mode: DeliveryRecord['mode'];
}

/** What a try, or a look at the forge, changes. */
export interface DeliveryChange {
  readonly state: DeliveryRecord['state'];
  /** Counts one more try. */
  readonly tried?: boolean;
  /** One sentence; `null` clears it. */
  readonly lastError?: string | null;
  readonly links?: Readonly<Record<string, string>>;
}

const statusChanged = serviceEvents.find(({ type }) => type === 'delivery.status_changed');

/** The wire form. */
export function toDelivery(row: DeliveryRow): DeliveryRecord {
  return {
    id: wireId('dlv', row.id),
    patch_id: wireId('pch', row.patch_id),
    forge: row.forge as DeliveryRecord['forge'],
    mode: row.mode as DeliveryRecord['mode'],
    state: row.state as DeliveryRecord['state'],
    attempts: row.attempts,
    ...(row.last_error !== null && { last_error: row.last_error }),
    links: row.links,
    created_at: row.created_at.toISOString(),
    updated_at: row.updated_at.toISOString(),
  };
}

/** Queues a delivery; a patch has one, and a second call answers it. */
async function begin(tx: Tx, delivery: NewDelivery, atMs: number): Promise<DeliveryRow> {
  const at = new Date(atMs);
  await tx.kysely
    .insertInto('delivery')
    .values({
      id: delivery.id,
      patch_id: delivery.patchId,
      project_key: delivery.projectKey,
      forge: delivery.forge,
      mode: delivery.mode,
      state: 'queued',
      links: '{}',
      created_at: at,
      updated_at: at,
    })
    .onConflict((conflict) => conflict.column('patch_id').doNothing())
    .execute();
  return await tx.kysely
    .selectFrom('delivery')
    .selectAll()
    .where('patch_id', '=', delivery.patchId)
    .executeTakeFirstOrThrow();
}

/** Writes a change and tells `delivery.status_changed` where the state or the error is another. */
async function change(
  tx: Tx,
  uuid: string,
  what: DeliveryChange,
  context: { readonly atMs: number; readonly correlationId: string },
): Promise<DeliveryRow> {
  const before = await tx.kysely
    .selectFrom('delivery')
    .selectAll()
    .where('id', '=', uuid)
    .forNoKeyUpdate()
    .executeTakeFirstOrThrow();
  const row = await tx.kysely
    .updateTable('delivery')
    .set({
      state: what.state,
      attempts: before.attempts + (what.tried === true ? 1 : 0),
      last_error: what.lastError === undefined ? before.last_error : what.lastError,
      links: JSON.stringify({ ...before.links, ...what.links }),
      updated_at: new Date(context.atMs),
      version: before.version + 1,
    })
    .where('id', '=', uuid)
    .returningAll()
    .executeTakeFirstOrThrow();
  if (statusChanged !== undefined && (row.state !== before.state || row.last_error !== before.last_error)) {
    const delivery = toDelivery(row);
    const data = { delivery, previous_state: before.state };
    tx.emit({ event: statusChanged, key: delivery.id, correlationId: context.correlationId, data });
  }
  return row;
}

/** The delivery of a patch. */
async function ofPatch(db: Writer, patchUuid: string): Promise<DeliveryRow | undefined> {
  return await db.kysely.selectFrom('delivery').selectAll().where('patch_id', '=', patchUuid).executeTakeFirst();
}

/** One by its UUID. */
async function find(db: Writer, uuid: string): Promise<DeliveryRow | undefined> {
  return await db.kysely.selectFrom('delivery').selectAll().where('id', '=', uuid).executeTakeFirst();
}

/** Deliveries that are on their way: a branch or pull request whose merge is waited for. Of one project, or of all. */
async function open(db: Writer, projectKey?: number): Promise<readonly DeliveryRow[]> {
  let query = db.kysely.selectFrom('delivery').selectAll().where(sql<boolean>`state in ('branch_pushed', 'pr_open')`);
  if (projectKey !== undefined) query = query.where('project_key', '=', projectKey);
  return await query.orderBy('updated_at').limit(1_000).execute();
}

/** Deliveries that are not at their end, and those that failed, the newest first. */
async function unsettled(db: Writer, limit: number): Promise<readonly DeliveryRow[]> {
  return await db.kysely
    .selectFrom('delivery')
    .selectAll()
    .where('state', 'in', ['queued', 'branch_pushed', 'pr_open', 'failed'])
    .orderBy('created_at', 'desc')
    .orderBy('id')
    .limit(limit)
    .execute();
}

/** The repository of deliveries. */
export const deliveries = { begin, change, find, ofPatch, open, unsettled } as const;
