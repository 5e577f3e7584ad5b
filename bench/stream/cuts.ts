import { createLive, type Live } from '@maximus/client';
import { openHub, startSocketServer, waitUntil } from '@maximus/realtime/testing';

/** What came of many messages over sockets that were cut all the time. */
export interface CutsOutcome {
  readonly delivered: number;
  readonly cuts: number;
  readonly readers: number;
  /** Recoveries that brought everything. */
  readonly recovered: number;
  /** Times a reader was told to load anew. */
  readonly told: number;
  /** Holes that nobody was told of, and messages that came twice: faults. */
  readonly gaps: number;
  readonly repeats: number;
  readonly seconds: number;
}

const pace = 100;

/**
 * Publishes until the readers together were given `total` messages, while their sockets are destroyed at random. A reader
 * expects the next message, or to be told that it has to start over.
 */
export async function measureCuts(total: number, readers: number): Promise<CutsOutcome> {
  const beganMs = performance.now();
  const hub = await openHub();
  const server = await startSocketServer(hub);
  const outcome = { delivered: 0, cuts: 0, told: 0, gaps: 0, repeats: 0 };
  const lives: Live[] = [];
  const tops: number[] = [];
  for (let at = 0; at < readers; at += 1) {
    const live = createLive({
      url: server.url,
      token: () => 'token-of-bench',
      client: { name: 'bench', version: '0' },
      // Cut so often, a client that behaves would slow down and poll: here it comes back at once, every time.
      timings: {
        backoffMinMs: 1,
        backoffBaseMs: 5,
        backoffMaxMs: 5,
        steadyAfterMs: 1,
        fallbackAfterAttempts: 1e9,
        fallbackAfterMs: 1e9,
      },
    });
    lives.push(live);
    tops.push(0);
    live.subscribe('adaptive-immunity', {
      message: ({ event_id }) => {
        const number = Number(event_id);
        const top = tops[at] ?? 0;
        outcome.delivered += 1;
        if (number <= top) outcome.repeats += 1;
        else if (top !== 0 && number !== top + 1) outcome.gaps += 1;
        tops[at] = number;
      },
      resync: () => {
        outcome.told += 1;
        tops[at] = 0;
      },
    });
  }
  await waitUntil('all are connected', () => lives.every(({ state }) => state === 'connected'));
  let published = 0;
  let nextCutMs = 0;
  while (outcome.delivered < total) {
    for (let at = 0; at < pace; at += 1) {
      published += 1;
      await hub.publish('adaptive-immunity', {
        eventId: String(published),
        type: 'apv',
        timestamp: '2026-01-01T00:00:00.000Z',
        data: { n: published },
      });
    }
    if (performance.now() >= nextCutMs) {
      nextCutMs = performance.now() + Math.random() * 60;
      const streams = [...server.streams];
      streams[Math.floor(Math.random() * streams.length)]?.destroy();
      outcome.cuts += 1;
    }
    // No faster than the slowest reader, cut ones included: what is over 300 messages would only be told, not replayed.
    await waitUntil('the readers keep up', () => tops.every((top) => top === 0 || published - top < 250));
    await new Promise((resolve) => setImmediate(resolve));
  }
  await waitUntil('all have the last', () => tops.every((top) => top === 0 || top === published));
  const { ok: recovered } = hub.counts.recoveries;
  for (const live of lives) live.close();
  await server.stop();
  await hub.stop();
  return { ...outcome, readers, recovered, seconds: (performance.now() - beganMs) / 1_000 };
}
