import { fail, ok, type Result } from '@maximus/kernel';
import { errors } from '../../errors.ts';
import { fetchBody } from '../../net/fetch-text.ts';
import type { HttpClient } from '../../net/http-client.ts';
import type { Cursor } from '../cursor.ts';
import { type KevCatalogue, parseKev } from './parse.ts';

/** A new catalogue, or nothing new. */
export type KevSync =
  | { readonly state: 'unchanged' }
  | { readonly state: 'new'; readonly catalogue: KevCatalogue; readonly cursor: Cursor };

const maxBytes = 64 << 20;

/** Fetches the catalogue when it changed. One that lost more than a fifth of its entries is not believed. */
export async function syncKev(
  client: HttpClient,
  url: string,
  last: { readonly cursor: Cursor; readonly records: number } | undefined,
): Promise<Result<KevSync>> {
  const etag = last?.cursor.etag;
  const got = await fetchBody(client, url, { maxBytes, ...(etag === undefined ? {} : { etag }) });
  if (!got.ok) return got;
  if (got.value.state === 'unchanged') return ok({ state: 'unchanged' });
  if (got.value.state === 'absent') return fail(errors.feed_refused(`${url} does not exist`, { url, status: 404 }));
  const parsed = parseKev(got.value.bytes.toString('utf8'));
  if (!parsed.ok) return fail(errors.feed_degraded(`${url}: ${parsed.error.message}`, { url }, parsed.error));
  const { entries, bad, version } = parsed.value;
  if (bad * 100 > entries.length + bad || entries.length < (last?.records ?? 0) * 0.8)
    return fail(errors.feed_degraded(`${url} has ${entries.length} usable entries and ${bad} bad ones`, { url }));
  const cursor = { mark: version, ...(got.value.etag === undefined ? {} : { etag: got.value.etag }) };
  return ok({ state: 'new', catalogue: parsed.value, cursor });
}
