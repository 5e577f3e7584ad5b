import { fail, ok, type Result } from '@maximus/kernel';
import { errors } from '../errors.ts';
import { type HttpAnswer, type HttpClient, statusFailure } from './http-client.ts';

/** What came back for a small document. */
export type FetchedBody =
  | { readonly state: 'body'; readonly bytes: Buffer; readonly etag?: string }
  | { readonly state: 'unchanged' }
  /** 404: no such document, which is an answer and no failure. */
  | { readonly state: 'absent' };

/**
 * Fetches a document of at most `maxBytes`; with an `etag`, only when it changed. With `json` that is posted. An HTML page
 * is a failure.
 */
export async function fetchBody(
  client: HttpClient,
  url: string,
  options: { readonly etag?: string; readonly maxBytes: number; readonly json?: object },
): Promise<Result<FetchedBody>> {
  const headers: Record<string, string> = {
    ...(options.etag !== undefined && { 'if-none-match': options.etag }),
    ...(options.json !== undefined && { 'content-type': 'application/json' }),
  };
  const fetched = await client.exchange(
    url,
    () => headers,
    (answer) => bodyOf(url, answer, options.maxBytes),
    options.json === undefined ? undefined : JSON.stringify(options.json),
  );
  if (!fetched.ok || fetched.value.state !== 'body') return fetched;
  return looksLikeHtml(fetched.value.bytes) ? fail(htmlFailure(url)) : ok(fetched.value);
}

async function bodyOf(url: string, answer: HttpAnswer, maxBytes: number): Promise<FetchedBody> {
  const { statusCode, headers, body } = answer;
  if (statusCode === 304 || statusCode === 404) {
    await body.dump();
    return { state: statusCode === 304 ? 'unchanged' : 'absent' };
  }
  if (statusCode !== 200) {
    await body.dump();
    throw statusFailure(url, answer);
  }
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of body as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > maxBytes) throw errors.feed_refused(`${url} is larger than ${maxBytes} bytes`, { url });
    parts.push(part);
  }
  const bytes = Buffer.concat(parts, size);
  return typeof headers.etag === 'string' ? { state: 'body', bytes, etag: headers.etag } : { state: 'body', bytes };
}

/** Whether a body is a page for people, as sign-in walls and proxies put in the place of data. */
export function looksLikeHtml(bytes: Buffer): boolean {
  const head = bytes.toString('latin1', 0, 512).trimStart().toLowerCase();
  return head.startsWith('<!doctype html') || head.startsWith('<html') || head.startsWith('<head');
}

/** The failure for a page in the place of data. */
export function htmlFailure(url: string): ReturnType<typeof errors.feed_refused> {
  return errors.feed_refused(`${url} answered with an HTML page instead of data`, { url });
}
