import type { GatewayNeeds } from '@maximus/gateway';
import { type Clock, parseId } from '@maximus/kernel';
import { freshnessOf, toApvSummary } from '@maximus/oraculo';
import { findApv, listFeedRows, readCoverage, type Storage } from '@maximus/storage';

/** An event that has waited longer is late (platform.md §12, outbox age). */
const outboxAgeLimitMs = 60_000;

/** What the gateway cannot know from events: an APV as lists show it, and the terms of self-observation. */
export function gatewayLoaders(
  { database, outbox, deadLetters }: Storage,
  clock: Clock,
): NonNullable<GatewayNeeds['loaders']> {
  return {
    apv: async (id) => {
      const row = await findApv(database, { uuid: parseId('apv', id), text: id });
      return row === undefined ? undefined : { ...toApvSummary(row), version: row.version };
    },
    phi: {
      coverage: async () => {
        const { projects, ok } = await readCoverage(database);
        return { part: ok, whole: projects };
      },
      freshness: async () => {
        const enabled = (await listFeedRows(database)).filter((row) => row.enabled);
        const fresh = enabled.filter((row) => freshnessOf(row, clock.now()) === 'fresh');
        return { part: fresh.length, whole: enabled.length };
      },
      flow: async () => {
        const [waiting, letters] = await Promise.all([outbox.pending(), deadLetters.counts()]);
        const inTime = [waiting.oldestAgeMs <= outboxAgeLimitMs, !letters.alert];
        return { part: inTime.filter(Boolean).length, whole: inTime.length };
      },
    },
  };
}
