import { formatId } from '@maximus/kernel';
import { until } from '@maximus/server/testing';
import type { MeasuredPage, Place } from './place.ts';

/** Milliseconds from one reviewer's decision to the screen of another, one per decision. */
export interface Reviewers {
  readonly fromCommit: readonly number[];
  readonly fromRequest: readonly number[];
}

/** Grace declines what Ada asked for, one after the other, while Ada looks at the queue; ends when each was painted there. */
export async function measureReviewers(place: Place, tries: number): Promise<Reviewers> {
  const page = await place.show('ada', '/review?sort=created_at');
  await page.locator('[data-decision]').first().waitFor();
  const waiting = new Map<string, () => void>();
  await page.exposeFunction('onPainted', (id: string) => waiting.get(id)?.());
  await page.evaluate('speed.watchOutcomes()');
  const asked = new Map<string, number>();
  while (asked.size < tries) {
    const id = await nextRow(page);
    const decision = await place.graceApi.getDecision({ params: { decision_id: id } });
    if (!decision.ok) throw new Error(JSON.stringify(decision.error));
    const { subject_digest } = decision.value.body;
    const there = new Promise<void>((done, failed) => {
      waiting.set(id, done);
      setTimeout(() => failed(new Error(`${id} was not painted within a minute`)), 60_000).unref();
    });
    await page.evaluate(`speed.awaitOutcome(${JSON.stringify(id)})`);
    asked.set(id, Date.now());
    const body = { vote: 'reject', subject_digest, via: 'web', reason: 'measured' } as const;
    const voted = await place.graceApi.voteOnDecision({ params: { decision_id: id }, body });
    if (!voted.ok) throw new Error(JSON.stringify(voted.error));
    await there;
  }
  const commits = await commitTimes(place);
  const seen = await Promise.all(
    [...asked].map(async ([id, askedMs]) => {
      const paintedMs = await page.evaluate<number>(`speed.paintedAt(${JSON.stringify(id)})`);
      return { fromCommit: paintedMs - (commits.get(id) ?? Number.NaN), fromRequest: paintedMs - askedMs };
    }),
  );
  await page.context().close();
  return {
    fromCommit: seen.map(({ fromCommit }) => fromCommit),
    fromRequest: seen.map(({ fromRequest }) => fromRequest),
  };
}

/** A row on the screen that nobody has decided; what was decided leaves the queue, and others move up. */
async function nextRow(page: MeasuredPage): Promise<string> {
  const row = () => page.evaluate<string | undefined>('speed.openRow()');
  await until('a row waits', async () => (await row()) !== undefined);
  return (await row()) ?? nextRow(page);
}

/** When each decision was committed, by PostgreSQL's own record; its clock is this machine's. */
async function commitTimes({ session }: Place): Promise<ReadonlyMap<string, number>> {
  const { rows } = await (await session.client()).query<{ id: string; at: number }>(`
    select decision_id::text as id, min(extract(epoch from pg_xact_commit_timestamp(xmin))::float8 * 1000) as at
    from decision_history where to_status = 'rejected' group by decision_id`);
  return new Map(rows.map(({ id, at }) => [formatId('dec', id), at]));
}
