import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { zipOf } from './zip.ts';

/** What a feed server does instead of answering well; it is asked before each answer. */
export type Misbehaviour = (
  path: string,
  request: IncomingMessage,
  response: ServerResponse,
) => boolean | 'truncate' | undefined;

/**
 * A loopback server in the layout of the public feeds: an OSV bucket below `/osv`, `/kev.json` and `/epss.csv.gz`, with
 * ETag, If-None-Match, Range and If-Range. For tests of updates and for demonstrations without a network.
 */
export class FeedServer {
  readonly files = new Map<string, Buffer>();
  /** Paths in the order in which they were asked for, with `range` behind those that had one. */
  readonly requests: string[] = [];
  misbehave: Misbehaviour | undefined;
  /** Whether the first so many bytes of a file have arrived: one that is cut off breaks only then. Default: at once. */
  hasArrived: (bytes: number) => boolean = () => true;
  private readonly server = createServer((request, response) => this.answer(request, response));

  /** Starts on a free port; the address has no closing slash. */
  async start(): Promise<string> {
    await new Promise<void>((resolve) => {
      this.server.listen(0, '127.0.0.1', resolve);
    });
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => {
      this.server.close(resolve);
    });
  }

  /** Publishes the records of an ecosystem: archive, single files and the list of changes, newest first. */
  async publish(
    ecosystem: string,
    records: readonly { readonly id: string; readonly modified: string }[],
  ): Promise<void> {
    const folder = `/osv/${encodeURIComponent(ecosystem)}`;
    for (const path of [...this.files.keys()]) if (path.startsWith(`${folder}/`)) this.files.delete(path);
    const entries: Record<string, string> = {};
    for (const record of records) {
      entries[`${record.id}.json`] = JSON.stringify(record);
      this.files.set(`${folder}/${encodeURIComponent(record.id)}.json`, Buffer.from(JSON.stringify(record)));
    }
    const rows = records.map(({ id, modified }) => `${modified},${id}`).sort();
    this.files.set(`${folder}/all.zip`, await zipOf(entries));
    this.files.set(`${folder}/modified_id.csv`, Buffer.from(`${rows.reverse().join('\n')}\n`));
  }

  publishKev(catalogue: unknown): void {
    this.files.set('/kev.json', Buffer.from(JSON.stringify(catalogue)));
  }

  publishEpss(csv: string): void {
    this.files.set('/epss.csv.gz', gzipSync(csv));
  }

  private answer(request: IncomingMessage, response: ServerResponse): void {
    const path = request.url ?? '/';
    this.requests.push(request.headers.range === undefined ? path : `${path} ${request.headers.range}`);
    const trouble = this.misbehave?.(path, request, response);
    if (trouble === true) return;
    const file = this.files.get(path);
    if (file === undefined) {
      response.writeHead(404).end();
      return;
    }
    const etag = `"${createHash('md5').update(file).digest('hex')}"`;
    if (request.headers['if-none-match'] === etag) {
      response.writeHead(304, { etag }).end();
      return;
    }
    const wanted = /^bytes=(\d+)-$/.exec(request.headers.range ?? '');
    const start = wanted !== null && request.headers['if-range'] === etag ? Number(wanted[1]) : 0;
    const body = file.subarray(start);
    response.writeHead(start > 0 ? 206 : 200, {
      etag,
      'content-length': body.length,
      'x-goog-hash': `md5=${createHash('md5').update(file).digest('base64')}`,
      ...(start > 0 ? { 'content-range': `bytes ${start}-${file.length - 1}/${file.length}` } : {}),
    });
    if (trouble !== 'truncate') {
      response.end(body);
      return;
    }
    const half = Math.floor(body.length / 2);
    response.write(body.subarray(0, half), () => this.breakOff(response, start + half));
  }

  private breakOff(response: ServerResponse, bytes: number): void {
    if (response.destroyed || this.hasArrived(bytes)) response.destroy();
    else setTimeout(() => this.breakOff(response, bytes), 10);
  }
}
