import { fail, ok, type Result } from '@maximus/kernel';
import { errors } from '../../errors.ts';
import { fetchBody } from '../../net/fetch-text.ts';
import type { HttpClient } from '../../net/http-client.ts';
import { isObject } from '../../osv/fault.ts';
import { isAdvisoryId, maxRecordBytes } from '../../osv/record.ts';
import { parseTimestamp } from '../../osv/timestamp.ts';

/** A package to ask for; without a version, everything that is known of it. */
export interface PackageQuestion {
  readonly ecosystem: string;
  readonly name: string;
  readonly version?: string;
}

/** What is looked up. */
export interface LookUp {
  /** Address of the API, without a path. */
  readonly base: string;
  readonly ids?: readonly string[];
  readonly packages?: readonly PackageQuestion[];
}

/** Records that are new or newer, and ids that the API does not have. */
export interface LookedUp {
  readonly records: readonly { readonly origin: string; readonly text: Buffer }[];
  readonly absent: readonly string[];
}

interface Pending {
  readonly question: PackageQuestion;
  readonly pageToken?: string;
}

const perBatch = 1_000;
const mostIds = 20_000;
const mostRounds = 200;
const answerBytes = 64 << 20;
const inParallel = 8;

/**
 * Asks OSV's API for packages and ids. A batch query answers ids only: each one that is newer than our copy is followed,
 * and so is every page token. An id that is not there is an answer and no failure (oraculo.md §1).
 */
export async function lookUp(
  client: HttpClient,
  { base, ids = [], packages = [] }: LookUp,
  modifiedOf: (id: string) => number | undefined,
): Promise<Result<LookedUp>> {
  const address = base.replace(/\/$/, '');
  const wanted = new Set(ids.filter(isAdvisoryId));
  let pending: readonly Pending[] = packages.map((question) => ({ question }));
  for (let round = 0; pending.length > 0; round += 1) {
    const url = `${address}/v1/querybatch`;
    if (round >= mostRounds || wanted.size > mostIds)
      return fail(errors.feed_refused(`${url} answers more than ${mostIds} ids or ${mostRounds} pages`, { url }));
    const batch = pending.slice(0, perBatch);
    const answered = await askBatch(client, url, batch);
    if (!answered.ok) return answered;
    for (const { id, modified } of answered.value.vulns) {
      const own = modifiedOf(id);
      if (own === undefined || own < (parseTimestamp(modified) ?? Number.POSITIVE_INFINITY)) wanted.add(id);
    }
    pending = [...answered.value.next, ...pending.slice(perBatch)];
  }
  return follow(client, address, [...wanted]);
}

interface BatchAnswer {
  readonly vulns: readonly { readonly id: string; readonly modified: string }[];
  readonly next: readonly Pending[];
}

async function askBatch(client: HttpClient, url: string, batch: readonly Pending[]): Promise<Result<BatchAnswer>> {
  const queries = batch.map(({ question: { ecosystem, name, version }, pageToken }) => ({
    package: { ecosystem, name },
    ...(version !== undefined && { version }),
    ...(pageToken !== undefined && { page_token: pageToken }),
  }));
  const got = await fetchBody(client, url, { maxBytes: answerBytes, json: { queries } });
  if (!got.ok) return got;
  const results = got.value.state === 'body' ? resultsIn(got.value.bytes) : undefined;
  if (results?.length !== batch.length)
    return fail(errors.feed_degraded(`${url} does not answer each of ${batch.length} queries`, { url }));
  const vulns: { id: string; modified: string }[] = [];
  const next: Pending[] = [];
  for (const [place, result] of results.entries()) {
    if (!isObject(result)) continue;
    for (const vuln of Array.isArray(result.vulns) ? result.vulns : []) {
      if (isObject(vuln) && typeof vuln.id === 'string' && isAdvisoryId(vuln.id))
        vulns.push({ id: vuln.id, modified: String(vuln.modified) });
    }
    const { next_page_token: pageToken } = result;
    const asked = batch[place];
    if (asked !== undefined && typeof pageToken === 'string' && pageToken !== '')
      next.push({ question: asked.question, pageToken });
  }
  return ok({ vulns, next });
}

function resultsIn(bytes: Buffer): readonly unknown[] | undefined {
  try {
    const answer: unknown = JSON.parse(bytes.toString('utf8'));
    return isObject(answer) && Array.isArray(answer.results) ? answer.results : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

async function follow(client: HttpClient, address: string, ids: readonly string[]): Promise<Result<LookedUp>> {
  const records: { origin: string; text: Buffer }[] = [];
  const absent: string[] = [];
  const queue = [...ids];
  let failure: Result<never> | undefined;
  const worker = async () => {
    for (let id = queue.shift(); id !== undefined && failure === undefined; id = queue.shift()) {
      const origin = `${address}/v1/vulns/${encodeURIComponent(id)}`;
      const got = await fetchBody(client, origin, { maxBytes: maxRecordBytes + 1 });
      if (!got.ok) failure = got;
      else if (got.value.state === 'body') records.push({ origin, text: got.value.bytes });
      else absent.push(id);
    }
  };
  await Promise.all(Array.from({ length: inParallel }, worker));
  return failure ?? ok({ records, absent });
}
