import { type EventEnvelope, topics } from '@maximus/contracts';
import { type Clock, newId } from '@maximus/kernel';
import { sql, type Transaction } from 'kysely';
import type { OutgoingEvent } from '../database/index.ts';
import { errors } from '../errors.ts';
import type { Tables } from '../tables.ts';

/** apv.md §8: larger content is stored and referred to by digest. */
const mostBytes = 1 << 20;
/** Lock numbers that keys are folded onto; few, so that a large transaction does not fill the server's lock table. */
const buckets = 64;
const lockSpace = 0x6d6f7574;

interface Row {
  readonly event_id: string;
  readonly topic: string;
  readonly key: string;
  readonly envelope: string;
  readonly headers: string;
}

/**
 * Writes the events of a transaction as its last statement. Until the commit it holds a lock per key, so that sequence
 * numbers of one key grow in the order of commits: a later number can then never be seen before an earlier one.
 */
export async function writeEvents(
  transaction: Transaction<Tables>,
  events: readonly OutgoingEvent[],
  clock: Clock,
): Promise<void> {
  const rows = events.map((event) => rowOf(event, clock));
  const locks = [...new Set(rows.map(({ key }) => bucketOf(key)))].sort((a, b) => a - b);
  // Sorted, so that two transactions cannot wait for each other here.
  await sql`select pg_advisory_xact_lock(${lockSpace}, bucket) from unnest(${locks}::int[]) as bucket`.execute(
    transaction,
  );
  const column = (name: keyof Row) => rows.map((row) => row[name]);
  await sql`
    insert into outbox (event_id, topic, key, envelope, headers)
    select event_id, topic, key, envelope, headers
    from unnest(${column('event_id')}::text[], ${column('topic')}::text[], ${column('key')}::text[],
      ${column('envelope')}::text[], ${column('headers')}::jsonb[])
      with ordinality as rows (event_id, topic, key, envelope, headers, place)
    order by place
  `.execute(transaction);
}

function rowOf(outgoing: OutgoingEvent, clock: Clock): Row {
  const { event, key, correlationId } = outgoing;
  const data = event.data.safeParse(outgoing.data);
  if (!data.success) {
    throw errors.event_invalid(
      `${event.type} with wrong data: ${data.error.message}`,
      { event: event.type },
      data.error,
    );
  }
  if (!Object.hasOwn(topics, event.topic)) throw errors.event_invalid(`there is no topic "${event.topic}"`);
  const envelope: EventEnvelope = {
    id: newId('evt', clock),
    type: event.type,
    version: event.version,
    occurredAt: new Date(clock.now()).toISOString(),
    correlationId,
    causationId: outgoing.causationId ?? null,
    data: data.data as Record<string, unknown>,
  };
  const text = JSON.stringify(envelope);
  const bytes = Buffer.byteLength(text);
  if (bytes > mostBytes) {
    throw errors.event_invalid(`${event.type} has ${bytes} bytes; ${mostBytes} are allowed`, { event: event.type });
  }
  const headers = JSON.stringify({ 'content-type': 'application/json', ...outgoing.headers });
  return { event_id: envelope.id, topic: event.topic, key, envelope: text, headers };
}

function bucketOf(key: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < key.length; at += 1) hash = Math.imul(hash ^ key.charCodeAt(at), 0x01000193);
  return (hash >>> 0) % buckets;
}
