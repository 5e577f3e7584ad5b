import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { PoolClient } from 'pg';
import { from } from 'pg-copy-streams';

/** The one parameter of a COPY statement: what is streamed to it, in COPY's text format. */
export class CopyInput {
  private readonly chunks: () => AsyncIterable<string>;

  constructor(chunks: () => AsyncIterable<string>) {
    this.chunks = chunks;
  }

  /** Streams it; fails with what PostgreSQL or the source of the rows failed with. */
  async send(client: PoolClient, statement: string): Promise<void> {
    const target = client.query(from(statement));
    await pipeline(Readable.from(this.chunks(), { objectMode: false }), target);
  }
}
