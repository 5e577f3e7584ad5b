import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { openIndex } from '@maximus/advisories';
import { unwrap } from '@maximus/kernel';
import { npmAdvisories, npmMatcher } from '../../services/oraculo/src/compatible/npm-advisories.ts';
import { liveIndexOf } from '../../services/oraculo/src/live-index/live-index.ts';

/** A registry on this machine's loopback: packages of the configured one, advisories of our index. */
export interface Loopback extends AsyncDisposable {
  readonly address: string;
}

/** What it is made of. */
export interface LoopbackOptions {
  /** The registry that npm is configured with. */
  readonly upstream: string;
  /** Folder of the advisory index that also judges the results. */
  readonly database: string;
  /** Answers of the upstream are kept here, so that every tool reads the same ones and none waits for the network twice. */
  readonly cache: string;
}

const bulk = '/-/npm/v1/security/advisories/bulk';

/**
 * Serves npm: a package's document with its archives pointing here, the archives themselves, and the bulk advisory endpoint,
 * answered by the code that the server answers it with.
 */
export async function startLoopback({ upstream, database, cache }: LoopbackOptions): Promise<Loopback> {
  mkdirSync(cache, { recursive: true });
  const index = unwrap(openIndex(database));
  const live = liveIndexOf(index);
  const matcher = npmMatcher(live);
  const base = upstream.replace(/\/?$/, '/');
  let address = '';
  const documents = new Map<string, Promise<Buffer | undefined>>();
  const server = createServer((request, answer) => {
    handle(request, answer).catch((error: unknown) => {
      answer.writeHead(502);
      answer.end(String(error));
    });
  });

  async function handle(request: IncomingMessage, answer: ServerResponse): Promise<void> {
    const { pathname } = new URL(request.url ?? '/', 'http://loopback');
    if (request.method === 'POST' && pathname === bulk) {
      json(answer, advisories(await bodyOf(request)));
      return;
    }
    if (request.method !== 'GET' || pathname.startsWith('/-/')) {
      answer.writeHead(404, { 'content-type': 'application/json' });
      answer.end('{}');
      return;
    }
    const path = pathname.slice(1);
    const isArchive = path.includes('/-/');
    const held = documents.get(path) ?? (isArchive ? kept(path) : document(path));
    if (!isArchive) documents.set(path, held);
    const bytes = await held;
    answer.writeHead(bytes === undefined ? 404 : 200, {
      'content-type': isArchive ? 'application/octet-stream' : 'application/json',
    });
    answer.end(bytes ?? '{}');
  }

  /** One group of aliases each, as our server tells npm of them. */
  function advisories(asked: unknown): Record<string, unknown> {
    const found = Object.entries(asked as Record<string, readonly string[]>).map(
      ([name, versions]) => [name, npmAdvisories(live, matcher, name, versions)] as const,
    );
    return Object.fromEntries(found.filter(([, list]) => list.length > 0));
  }

  async function document(path: string): Promise<Buffer | undefined> {
    const bytes = await kept(path);
    if (bytes === undefined) return undefined;
    const packument = JSON.parse(bytes.toString('utf8')) as {
      versions?: Record<string, { dist?: { tarball?: string } }>;
    };
    for (const { dist } of Object.values(packument.versions ?? {})) {
      if (dist?.tarball === undefined) continue;
      dist.tarball = `${address}${new URL(dist.tarball).pathname.replace(new URL(base).pathname, '')}`;
    }
    return Buffer.from(JSON.stringify(packument));
  }

  /** What the upstream answers, from the folder where it was asked before. */
  async function kept(path: string): Promise<Buffer | undefined> {
    const file = join(cache, createHash('sha256').update(path).digest('hex'));
    if (existsSync(file)) return readFileSync(file);
    const response = await fetch(base + path, { headers: { accept: 'application/json, */*' } });
    if (response.status === 404) return undefined;
    if (!response.ok) throw new Error(`the upstream answered ${response.status}`);
    const bytes = Buffer.from(await response.arrayBuffer());
    writeFileSync(`${file}.${process.pid}`, bytes);
    renameSync(`${file}.${process.pid}`, file);
    return bytes;
  }

  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  return {
    address,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise<void>((done) => server.close(() => done()));
      index.close();
    },
  };
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const bytes = await buffer(request);
  const isPacked = request.headers['content-encoding'] === 'gzip';
  return JSON.parse((isPacked ? gunzipSync(bytes) : bytes).toString('utf8'));
}

function json(answer: ServerResponse, value: unknown): void {
  answer.writeHead(200, { 'content-type': 'application/json' });
  answer.end(JSON.stringify(value));
}
