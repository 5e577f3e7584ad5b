import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fail, ok, type Result } from '@maximus/kernel';
import { errors } from '../errors.ts';
import { htmlFailure, looksLikeHtml } from './fetch-text.ts';
import { type HttpAnswer, type HttpClient, statusFailure } from './http-client.ts';

/** What became of a download. */
export type Downloaded =
  | { readonly state: 'file'; readonly path: string; readonly etag?: string }
  | { readonly state: 'unchanged' }
  | { readonly state: 'absent' };

/** What to download and where to. */
export interface DownloadOptions {
  /** Final file; beside it `.part` holds what came so far, and `.part.json` what it is a part of. */
  readonly path: string;
  /** ETag of the copy that is in use; the same one means unchanged. */
  readonly etag?: string;
  readonly maxBytes: number;
  readonly onBytes?: (bytes: number, totalBytes: number | undefined) => void;
}

interface Target {
  readonly url: string;
  readonly client: HttpClient;
  readonly options: DownloadOptions;
  readonly part: string;
  readonly note: string;
}

/**
 * Downloads a large file. A broken download is resumed where it ended, in this call and in later ones, as long as the
 * server names the same version by a strong ETag. The length and an MD5 in `x-goog-hash`, where given, must hold.
 */
export async function download(client: HttpClient, url: string, options: DownloadOptions): Promise<Result<Downloaded>> {
  const target = { url, client, options, part: `${options.path}.part`, note: `${options.path}.part.json` };
  await mkdir(dirname(options.path), { recursive: true });
  let known = await partState(target);
  const headersFor = (): Record<string, string> => {
    if (known.bytes > 0 && known.etag !== undefined) return { range: `bytes=${known.bytes}-`, 'if-range': known.etag };
    return options.etag === undefined ? {} : { 'if-none-match': options.etag };
  };
  const result = await client.exchange(url, headersFor, async (answer) => {
    try {
      return await receive(target, answer, known.bytes);
    } finally {
      known = await partState(target);
    }
  });
  if (result.ok && result.value.state === 'file') {
    await rename(target.part, options.path);
    await rm(target.note, { force: true });
  }
  return result;
}

async function receive(target: Target, answer: HttpAnswer, have: number): Promise<Downloaded> {
  const { url, options, part, note } = target;
  const { statusCode, headers, body } = answer;
  if (statusCode === 304 || statusCode === 404 || (statusCode !== 200 && statusCode !== 206)) {
    await body.dump();
    if (statusCode === 416) await rm(part, { force: true });
    if (statusCode === 304) return { state: 'unchanged' };
    if (statusCode === 404) return { state: 'absent' };
    // The part is longer than the file: it is gone now, and another try starts afresh.
    if (statusCode === 416) throw errors.feed_failed(`${url} has no such range`, { url });
    throw statusFailure(url, answer);
  }
  const start = statusCode === 206 ? rangeStart(headers['content-range']) : 0;
  if (start !== 0 && start !== have) {
    body.destroy();
    await rm(part, { force: true });
    throw errors.feed_failed(`${url} sent another range than asked`, { url });
  }
  const etag = typeof headers.etag === 'string' ? headers.etag : undefined;
  const length = Number(headers['content-length']);
  const total = Number.isFinite(length) ? start + length : undefined;
  await writeFile(note, JSON.stringify({ etag: isStrong(etag) ? etag : undefined }));
  const size = await append(target, body as AsyncIterable<Buffer>, start, total);
  if (total !== undefined && size !== total)
    throw errors.feed_failed(`${url} broke off at ${size} of ${total} bytes`, { url });
  await checkContent(target, headers['x-goog-hash']);
  return etag === undefined ? { state: 'file', path: options.path } : { state: 'file', path: options.path, etag };
}

async function append(
  target: Target,
  body: AsyncIterable<Buffer>,
  start: number,
  total: number | undefined,
): Promise<number> {
  const { url, options, part } = target;
  const file = await open(part, start === 0 ? 'w' : 'r+');
  let size = start;
  try {
    for await (const chunk of body) {
      if (size + chunk.length > options.maxBytes)
        throw errors.feed_refused(`${url} is larger than ${options.maxBytes} bytes`, { url });
      await file.write(chunk, 0, chunk.length, size);
      size += chunk.length;
      options.onBytes?.(size, total);
    }
  } finally {
    await file.close();
  }
  return size;
}

/** A wrong content is removed, so that it is not resumed. */
async function checkContent({ url, part }: Target, googHash: string | string[] | undefined): Promise<void> {
  const file = await open(part, 'r');
  const head = Buffer.alloc(512);
  const { bytesRead } = await file.read(head, 0, 512, 0);
  await file.close();
  if (looksLikeHtml(head.subarray(0, bytesRead))) {
    await rm(part, { force: true });
    throw htmlFailure(url);
  }
  const expected = md5Of(googHash);
  if (expected === undefined) return;
  const hash = createHash('md5');
  for await (const chunk of createReadStream(part)) hash.update(chunk as Buffer);
  if (hash.digest('base64') !== expected) {
    await rm(part, { force: true });
    throw errors.feed_failed(`${url} does not have the checksum that the server names`, { url });
  }
}

function md5Of(googHash: string | string[] | undefined): string | undefined {
  const values = (Array.isArray(googHash) ? googHash : [googHash ?? '']).flatMap((value) => value.split(','));
  return values
    .map((value) => value.trim())
    .find((value) => value.startsWith('md5='))
    ?.slice(4);
}

function isStrong(etag: string | undefined): boolean {
  return etag?.startsWith('"') ?? false;
}

function rangeStart(value: string | string[] | undefined): number {
  const match = typeof value === 'string' ? /^bytes (\d{1,15})-/.exec(value) : null;
  return match === null ? -1 : Number(match[1]);
}

/** What lies there of an earlier try; without a strong ETag it cannot be continued and counts as nothing. */
async function partState({ part, note }: Target): Promise<{ bytes: number; etag?: string }> {
  try {
    const { etag } = JSON.parse(await readFile(note, 'utf8')) as { etag?: unknown };
    if (typeof etag !== 'string') return { bytes: 0 };
    return { bytes: (await stat(part)).size, etag };
  } catch (error) {
    if (error instanceof SyntaxError || (error as NodeJS.ErrnoException).code === 'ENOENT') return { bytes: 0 };
    throw error;
  }
}

/** Fails when a downloaded file is no zip, as a proxy's answer may be. */
export async function requireZip(path: string, url: string): Promise<Result<void>> {
  const file = await open(path, 'r');
  const head = Buffer.alloc(4);
  await file.read(head, 0, 4, 0);
  await file.close();
  if (head[0] === 0x50 && head[1] === 0x4b) return ok(undefined);
  await rm(path, { force: true });
  return fail(errors.feed_refused(`${url} is no zip archive`, { url }));
}
