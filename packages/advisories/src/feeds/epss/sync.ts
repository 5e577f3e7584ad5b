import { gunzipSync } from 'node:zlib';
import { fail, ok, type Result } from '@maximus/kernel';
import { errors } from '../../errors.ts';
import { fetchBody } from '../../net/fetch-text.ts';
import type { HttpClient } from '../../net/http-client.ts';
import { defaultLimits } from '../../sources/limits.ts';
import type { Cursor } from '../cursor.ts';
import { type EpssFile, parseEpss } from './parse.ts';

/** A new day of forecasts, or nothing new. */
export type EpssSync =
  | { readonly state: 'unchanged' }
  | { readonly state: 'new'; readonly day: EpssFile; readonly cursor: Cursor };

/** Fetches the forecasts when they changed. A day that lost more than a fifth of the rows is not believed. */
export async function syncEpss(
  client: HttpClient,
  url: string,
  last: { readonly cursor: Cursor; readonly records: number } | undefined,
): Promise<Result<EpssSync>> {
  const etag = last?.cursor.etag;
  const got = await fetchBody(client, url, { maxBytes: 64 << 20, ...(etag === undefined ? {} : { etag }) });
  if (!got.ok) return got;
  if (got.value.state === 'unchanged') return ok({ state: 'unchanged' });
  if (got.value.state === 'absent') return fail(errors.feed_refused(`${url} does not exist`, { url, status: 404 }));
  const bytes = expanded(got.value.bytes, url);
  if (!bytes.ok) return bytes;
  const parsed = parseEpss(bytes.value);
  if (!parsed.ok) return fail(errors.feed_degraded(`${url}: ${parsed.error.message}`, { url }, parsed.error));
  const { columns, bad, date } = parsed.value;
  if (bad * 100 > columns.length + bad || columns.length < (last?.records ?? 0) * 0.8)
    return fail(errors.feed_degraded(`${url} has ${columns.length} usable rows and ${bad} bad ones`, { url }));
  const cursor = { mark: date, ...(got.value.etag === undefined ? {} : { etag: got.value.etag }) };
  return ok({ state: 'new', day: parsed.value, cursor });
}

function expanded(bytes: Buffer, url: string): Result<Buffer> {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return ok(bytes);
  try {
    return ok(gunzipSync(bytes, { maxOutputLength: defaultLimits.tableBytes }));
  } catch (cause) {
    return fail(errors.feed_degraded(`${url} does not expand: ${(cause as Error).message}`, { url }, cause));
  }
}
