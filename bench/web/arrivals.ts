import type { Place } from './place.ts';

/** Milliseconds from an APV's commit, and from the request that made it, to its card's painting; in the order of the tries. */
export interface Arrivals {
  readonly fromCommit: readonly number[];
  readonly fromRequest: readonly number[];
}

/** Triggers APVs one after the other while a page is open, and waits for each to be painted. */
export async function measureArrivals(place: Place, tries: number): Promise<Arrivals> {
  const page = await place.show('ada', '/adaptive-immunity');
  await page.locator('[data-apv]').first().waitFor();
  const waiting = new Map<string, () => void>();
  await page.exposeFunction('onPainted', (name: string) => waiting.get(name)?.());
  await page.evaluate('speed.watchRows()');
  const asked = new Map<string, number>();
  for (let at = 1; at <= tries; at += 1) {
    const name = `CVE-2099-${String(at).padStart(5, '0')}`;
    const there = new Promise<void>((done, failed) => {
      waiting.set(name, done);
      setTimeout(() => failed(new Error(`${name} was not painted within a minute`)), 60_000).unref();
    });
    asked.set(name, Date.now());
    const made = await place.api.triggerTestApv({ body: { cve_id: name, severity: 'critical' } });
    if (!made.ok) throw new Error(JSON.stringify(made.error));
    await there;
  }
  const commits = await commitTimes(place);
  const arrivals = await Promise.all(
    [...asked].map(async ([name, askedMs]) => {
      const paintedMs = await page.evaluate<number>(`speed.paintedAt(${JSON.stringify(name)})`);
      return { fromCommit: paintedMs - (commits.get(name) ?? Number.NaN), fromRequest: paintedMs - askedMs };
    }),
  );
  await page.context().close();
  return {
    fromCommit: arrivals.map(({ fromCommit }) => fromCommit),
    fromRequest: arrivals.map(({ fromRequest }) => fromRequest),
  };
}

/** When the transaction that made each test APV was committed, by PostgreSQL's own record; its clock is this machine's. */
async function commitTimes({ session }: Place): Promise<ReadonlyMap<string, number>> {
  const { rows } = await (await session.client()).query<{ name: string; at: number }>(`
    select a.primary_id as name, extract(epoch from pg_xact_commit_timestamp(h.xmin))::float8 * 1000 as at
    from apv a join apv_history h on h.group_key = a.group_key and h.version = 1 where a.is_test`);
  return new Map(rows.map(({ name, at }) => [name, at]));
}
