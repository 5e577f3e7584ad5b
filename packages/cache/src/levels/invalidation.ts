import type { RedisClient } from '../redis/types.ts';

const channel = '{cache}invalidate';
const maxKeys = 1_000;

/** What a process tells the others. */
export interface InvalidationNews {
  keys(keys: readonly string[]): void;
  era(era: number): void;
  /** News may have been missed: whatever the first level holds may be old. */
  lost(): void;
}

/** Passes news of removed and changed keys between the first levels of all processes. */
export interface Invalidation {
  tellKeys(keys: readonly string[]): Promise<void>;
  tellEra(era: number): Promise<void>;
  close(): Promise<void>;
}

/** Listens from now on. `self` is this process's own name: it needs no news of itself. */
export async function openInvalidation(
  redis: RedisClient,
  self: string,
  news: InvalidationNews,
): Promise<Invalidation> {
  const subscription = await redis.subscribe(channel, {
    message: (text) => receive(text, self, news),
    gap: () => news.lost(),
  });
  const tell = (body: object) => redis.publish(channel, JSON.stringify({ from: self, ...body }));
  return {
    async tellKeys(keys) {
      for (let at = 0; at < keys.length; at += maxKeys) await tell({ keys: keys.slice(at, at + maxKeys) });
    },
    tellEra: (era) => tell({ era }),
    close: () => subscription.close(),
  };
}

function receive(text: string, self: string, news: InvalidationNews): void {
  const message = parse(text);
  if (message === undefined) {
    news.lost();
    return;
  }
  if (message['from'] === self) return;
  const { keys, era } = message;
  if (typeof era === 'number') news.era(era);
  if (Array.isArray(keys)) news.keys(keys.slice(0, maxKeys).filter((key) => typeof key === 'string'));
}

function parse(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    // Not ours, or cut: the caller takes it for lost news.
    return undefined;
  }
}
