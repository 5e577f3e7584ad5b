import type { PostgresPool, PostgresPoolClient } from 'kysely';
import type { Pool, PoolClient, QueryResult, QueryResultRow } from 'pg';
import { errors } from '../errors.ts';
import { CopyInput } from './copy-input.ts';
import type { DatabaseWatch } from './database-watch.ts';
import { isStalePlan, sqlStateOf, storageError } from './postgres-error.ts';
import type { StatementNames } from './statement-names.ts';

/** Who holds a connection, and for how long. */
export interface PoolHolder {
  readonly heldMs: number;
  /** Its latest statement, cut at 200 characters; never its values. */
  readonly statement: string;
}

interface Hold {
  readonly sinceMs: number;
  statement: string;
}

const reportAfterMs = 5_000;

/** The pool as Kysely takes it: hot statements are prepared, durations measured, holders known, failures `storage.*`. */
export class ConnectionPool implements PostgresPool {
  readonly options: object;
  private readonly pool: Pool;
  private readonly names: StatementNames;
  private readonly watch: DatabaseWatch;
  private readonly holds = new Map<PoolClient, Hold>();
  private readonly sessions = new WeakMap<PoolClient, PostgresPoolClient>();

  constructor(pool: Pool, names: StatementNames, watch: DatabaseWatch) {
    this.pool = pool;
    this.options = pool.options;
    this.names = names;
    this.watch = watch;
  }

  async connect(): Promise<PostgresPoolClient> {
    const report = this.isFull() ? setTimeout(() => this.reportExhaustion(), reportAfterMs) : undefined;
    try {
      const client = await this.pool.connect();
      this.holds.set(client, { sinceMs: performance.now(), statement: '' });
      return this.sessionOf(client);
    } catch (error) {
      if (this.isFull() && !(sqlStateOf(error) ?? false)) {
        throw errors.pool_exhausted(`all ${this.pool.options.max} connections stayed in use`, {}, error);
      }
      throw storageError(error);
    } finally {
      clearTimeout(report);
    }
  }

  async end(): Promise<void> {
    await this.pool.end();
  }

  /** Who holds connections now, the longest first. */
  holders(): readonly PoolHolder[] {
    const nowMs = performance.now();
    return [...this.holds.values()]
      .map(({ sinceMs, statement }) => ({ heldMs: Math.round(nowMs - sinceMs), statement }))
      .sort((a, b) => b.heldMs - a.heldMs);
  }

  /** PostgreSQL names the other processes by number only; what they are at is asked while it is still shown. */
  private async tellDeadlock(statement: string, error: unknown): Promise<void> {
    const { detail = '' } = error as { detail?: string };
    const pids = [...detail.slice(0, 2_000).matchAll(/blocked by process (\d+)/g)].map((match) => Number(match[1]));
    const text = 'select left(query, 500) as query from pg_stat_activity where pid = any($1::int[])';
    const others = await this.pool.query<{ query: string }>(text, [pids]).catch(() => undefined);
    this.watch.deadlock(statement, others?.rows.map(({ query }) => query) ?? []);
  }

  private isFull(): boolean {
    return this.pool.idleCount === 0 && this.pool.totalCount >= this.pool.options.max;
  }

  private reportExhaustion(): void {
    this.watch.poolExhausted(this.pool.waitingCount, this.holders());
  }

  /** Kysely recognises a connection by the object it gets, so each client keeps one. */
  private sessionOf(client: PoolClient): PostgresPoolClient {
    const known = this.sessions.get(client);
    if (known !== undefined) return known;
    const run = (text: string, values: readonly unknown[]) => this.run(client, text, values);
    const { processID } = client as { processID?: number };
    const session: PostgresPoolClient = {
      ...(processID !== undefined && { processID }),
      // Kysely calls it with a text and values; the other form is for cursors, which are not set up.
      query: run as unknown as PostgresPoolClient['query'],
      release: (destroy) => {
        this.holds.delete(client);
        client.release(destroy);
      },
    };
    this.sessions.set(client, session);
    return session;
  }

  private async run<R extends QueryResultRow>(
    client: PoolClient,
    text: string,
    values: readonly unknown[],
  ): Promise<QueryResult<R>> {
    const facts = this.names.use(text);
    const hold = this.holds.get(client);
    if (hold !== undefined) hold.statement = text.slice(0, 200);
    const [input] = values;
    const name = values.length > 0 ? facts.preparedName : undefined;
    const beganMs = performance.now();
    try {
      if (input instanceof CopyInput) {
        await input.send(client, text);
        return copied;
      }
      return await client.query<R>({ ...(name !== undefined && { name }), text, values: [...values] });
    } catch (error) {
      if (isStalePlan(error)) {
        this.names.renew(facts);
        return await runAgain<R>(client, text, values, error);
      }
      if (sqlStateOf(error) === '40P01') void this.tellDeadlock(text, error);
      throw storageError(error);
    } finally {
      this.watch.queried(facts.label, text, performance.now() - beganMs);
    }
  }
}

const copied = { command: 'COPY', rowCount: null, oid: 0, fields: [], rows: [] };

/**
 * A column was added or changed by a newer process, and the statement was refused before it did anything. Inside a
 * transaction, which is lost by that, the first error stands, and the transaction as a whole is run again.
 */
async function runAgain<R extends QueryResultRow>(
  client: PoolClient,
  text: string,
  values: readonly unknown[],
  first: unknown,
): Promise<QueryResult<R>> {
  try {
    return await client.query<R>({ text, values: [...values] });
  } catch (error) {
    throw sqlStateOf(error) === '25P02' ? first : storageError(error);
  }
}
