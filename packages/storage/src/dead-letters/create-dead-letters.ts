import type { DeadLetter, DeadLetterCounts, DeadLetterState } from '@maximus/contracts';
import { formatId, parseId } from '@maximus/kernel';
import { type Selectable, sql } from 'kysely';
import type { Database } from '../database/index.ts';
import { keysetPage, type SortColumn } from '../lists/index.ts';
import type { DeadLetterTables } from './tables.ts';
import type { DeadLetterChange, DeadLetterQuery, DeadLetters } from './types.ts';

/** All but the event: a page of them could hold 200 MiB. */
const listed = [
  'id',
  'original_topic',
  'original_key',
  'event_id',
  'event_type',
  'consumer_group',
  'stage',
  'error',
  'attempts',
  'first_failed_at',
  'last_failed_at',
  'next_retry_at',
  'state',
  'note',
  'correlation_id',
  'changed_at',
] as const;

type Row = Selectable<DeadLetterTables['dead_letter']>;

/** The dead letters in PostgreSQL. */
export function createDeadLetters(database: Pick<Database, 'kysely'>): DeadLetters {
  const { kysely } = database;
  return {
    store: (letter) => store(database, letter),
    list: (query) => list(database, query),
    get: async (id) => {
      const uuid = parseId('dlq', id);
      if (uuid === undefined) return undefined;
      const row = await kysely.selectFrom('dead_letter').selectAll().where('id', '=', uuid).executeTakeFirst();
      return row && letterOf(row);
    },
    due: (nowMs, limit) => due(database, nowMs, limit),
    mark: (id, state, change = {}) => mark(database, id, state, change),
    counts: () => counts(database),
  };
}

async function store({ kysely }: Pick<Database, 'kysely'>, letter: DeadLetter): Promise<void> {
  const id = parseId('dlq', letter.id);
  if (id === undefined) throw new RangeError(`"${letter.id}" is no id of a dead letter`);
  const failure = {
    stage: letter.stage,
    error: JSON.stringify({
      ...letter.error,
      message: storable(letter.error.message),
      code: storable(letter.error.code),
    }),
    attempts: letter.attempts,
    last_failed_at: new Date(letter.last_failed_at),
    next_retry_at: dateOf(letter.next_retry_at),
    state: letter.state,
  };
  await kysely
    .insertInto('dead_letter')
    .values({
      id,
      original_topic: letter.original_topic,
      original_key: Buffer.from(letter.original_key),
      original_event: Buffer.from(letter.original_event),
      event_id: storable(letter.event_id),
      event_type: storable(letter.event_type),
      consumer_group: storable(letter.consumer_group),
      first_failed_at: new Date(letter.first_failed_at),
      correlation_id: storable(letter.correlation_id),
      ...failure,
    })
    .onConflict((conflict) =>
      conflict
        .column('id')
        .doUpdateSet({ ...failure, changed_at: sql`now()` })
        .where('dead_letter.state', '<>', 'discarded'),
    )
    .execute();
}

async function list({ kysely }: Pick<Database, 'kysely'>, query: DeadLetterQuery) {
  const { direction } = query;
  const sort: SortColumn[] = [
    { column: 'last_failed_at', type: 'timestamptz', direction },
    { column: 'id', type: 'uuid', direction },
  ];
  const page = await keysetPage(filtered({ kysely }, query), { sort, after: query.after, limit: query.limit });
  return { items: page.items.map((row) => letterOf({ ...row, original_event: Buffer.alloc(0) })), next: page.next };
}

function filtered({ kysely }: Pick<Database, 'kysely'>, query: DeadLetterQuery) {
  let rows = kysely.selectFrom('dead_letter').select(listed);
  if (query.state !== undefined) rows = rows.where('state', '=', query.state);
  if (query.stage !== undefined) rows = rows.where('stage', '=', query.stage);
  if (query.topic !== undefined) rows = rows.where('original_topic', '=', query.topic);
  if (query.group !== undefined) rows = rows.where('consumer_group', '=', query.group);
  if (query.event_type !== undefined) rows = rows.where('event_type', '=', query.event_type);
  if (query.error_code !== undefined) rows = rows.where(sql`error ->> 'code'`, '=', query.error_code);
  return rows;
}

async function due({ kysely }: Pick<Database, 'kysely'>, nowMs: number, limit: number) {
  const now = new Date(nowMs);
  const rows = await kysely
    .selectFrom('dead_letter as letter')
    .selectAll()
    .where('state', '=', 'waiting')
    .where('next_retry_at', '<=', now)
    .where(({ not, exists, selectFrom, ref }) =>
      not(
        exists(
          selectFrom('dead_letter as earlier')
            .select('earlier.id')
            .where('earlier.state', '=', 'waiting')
            .whereRef('earlier.original_topic', '=', 'letter.original_topic')
            .where(sql`md5(earlier.original_key)`, '=', sql`md5(${ref('letter.original_key')})`)
            .where('earlier.consumer_group', 'is not distinct from', ref('letter.consumer_group'))
            .where(sql<boolean>`(earlier.first_failed_at, earlier.id) < (letter.first_failed_at, letter.id)`)
            .where('earlier.next_retry_at', '>', now),
        ),
      ),
    )
    .orderBy('first_failed_at')
    .orderBy('id')
    .limit(limit)
    .execute();
  return rows.map(letterOf);
}

async function mark(
  { kysely }: Pick<Database, 'kysely'>,
  id: string,
  state: DeadLetterState,
  change: DeadLetterChange,
): Promise<DeadLetter | undefined> {
  const uuid = parseId('dlq', id);
  if (uuid === undefined) return undefined;
  const from = change.from ?? (['waiting', 'replayed', 'parked'] satisfies DeadLetterState[]);
  const row = await kysely
    .updateTable('dead_letter')
    .set({ state, next_retry_at: dateOf(change.nextRetryAt), changed_at: sql`now()` })
    .$if(change.note !== undefined, (query) => query.set({ note: storable(change.note) }))
    .$if(change.attempts !== undefined, (query) => query.where('attempts', '=', change.attempts ?? 0))
    .where('id', '=', uuid)
    .where('state', 'in', [...from])
    .returningAll()
    .executeTakeFirst();
  return row && letterOf(row);
}

async function counts({ kysely }: Pick<Database, 'kysely'>): Promise<DeadLetterCounts> {
  const rows = await kysely
    .selectFrom('dead_letter')
    .select(['state', ({ fn }) => fn.countAll<string>().as('count')])
    .groupBy('state')
    .execute();
  const of = (state: DeadLetterState) => Number(rows.find((row) => row.state === state)?.count ?? 0);
  const [waiting, parked] = [of('waiting'), of('parked')];
  return { waiting, replayed: of('replayed'), discarded: of('discarded'), parked, alert: waiting >= 10 || parked > 0 };
}

function letterOf(row: Row): DeadLetter {
  return {
    id: formatId('dlq', row.id) as string as DeadLetter['id'],
    original_topic: row.original_topic as DeadLetter['original_topic'],
    original_key: row.original_key.toString(),
    original_event: row.original_event.toString(),
    event_id: row.event_id,
    event_type: row.event_type,
    consumer_group: row.consumer_group,
    stage: row.stage as DeadLetter['stage'],
    error: row.error,
    attempts: row.attempts,
    first_failed_at: row.first_failed_at.toISOString(),
    last_failed_at: row.last_failed_at.toISOString(),
    next_retry_at: row.next_retry_at?.toISOString() ?? null,
    state: row.state as DeadLetterState,
    correlation_id: row.correlation_id,
  };
}

function dateOf(time: string | null | undefined): Date | null {
  return time === null || time === undefined ? null : new Date(time);
}

/** PostgreSQL's text holds every character but NUL, and JSON in it no half of a surrogate pair. */
function storable<T extends string | null | undefined>(text: T): T | string | null {
  return text?.replaceAll('\0', '\uFFFD').toWellFormed() ?? null;
}
