import { createHash } from 'node:crypto';
import { type Position, parseChannel, parsePositions, pollGateway } from '@maximus/contracts';
import { type Answer, errors as httpErrors, okAnswer, type Principal, type Route, route } from '@maximus/http';
import type { Clock } from '@maximus/kernel';
import type { Hub, Message, Viewer } from '@maximus/realtime';
import { errors } from '../errors.ts';
import { viewerOf } from '../viewer.ts';

const maxChannels = 16;

/** What polling reads. */
export interface PollNeeds {
  readonly hub: Hub;
  readonly clock: Clock;
}

interface Read extends Position {
  readonly name: string;
  readonly messages: readonly Message[];
  readonly complete: boolean;
}

/** `GET /api/gateway/poll`: the same positions, rights and rules as a socket, without one (gateway.md §8). */
export function pollRoute({ hub, clock }: PollNeeds): Route {
  return route(pollGateway, async ({ query, principal, headers, signal }) => {
    const names = [...new Set(query.channels.split(','))].map((name) => name.trim());
    if (names.length > maxChannels) throw httpErrors.bad_request(`at most ${maxChannels} channels in one poll`);
    const viewer = viewerFor(principal);
    for (const name of names) {
      if (parseChannel(name) === undefined) throw errors.unknown_channel(`there is no channel "${name.slice(0, 192)}"`);
      if (!hub.mayRead(name, viewer)) throw errors.channel_forbidden(`your roles do not cover "${name}"`);
    }
    const since = parsePositions(query.since ?? '');
    const first = await readAll(hub, names, viewer, since);
    const found = first.some(isNews(since)) || query.wait === 0 ? first : await later();
    return answer(found, since, headers['if-none-match']);

    async function later(): Promise<readonly Read[]> {
      await nextMessage(hub, names, viewer, query.wait * 1_000, signal);
      return readAll(hub, names, viewer, since);
    }
  });

  function answer(found: readonly Read[], since: ReadonlyMap<string, Position>, known: string | undefined): Answer {
    const positions = Object.fromEntries(found.map(({ name, offset, epoch }) => [name, [offset, epoch]]));
    const unrecovered = found.filter(({ name, complete }) => since.has(name) && !complete).map(({ name }) => name);
    const digest = createHash('sha256')
      .update(JSON.stringify([positions, [...since]]))
      .digest('base64url');
    const headers = { etag: `"${digest.slice(0, 22)}"`, 'cache-control': 'no-store' };
    const messages = found.flatMap(({ name, messages }) =>
      messages.map((message) => JSON.parse(message.publication(name))),
    );
    if (known === headers.etag && messages.length === 0) return { status: 304, headers };
    const time = new Date(clock.now()).toISOString();
    return okAnswer({ messages, positions, recovered: unrecovered.length === 0, unrecovered, time }, headers);
  }
}

async function readAll(
  hub: Hub,
  names: readonly string[],
  viewer: Viewer,
  since: ReadonlyMap<string, Position>,
): Promise<readonly Read[]> {
  const found = await Promise.all(
    names.map(async (name) => {
      const read = await hub.read(name, viewer, since.get(name));
      return read === undefined ? [] : [{ name, ...read }];
    }),
  );
  return found.flat();
}

/** Something to tell at once: messages, or a position that cannot be continued. */
function isNews(since: ReadonlyMap<string, Position>): (read: Read) => boolean {
  return ({ name, messages, complete }) => messages.length > 0 || (since.has(name) && !complete);
}

/** Resolves with the next message of any of the channels, when a stream is begun anew, after the time, or when the client goes. */
async function nextMessage(
  hub: Hub,
  names: readonly string[],
  viewer: Viewer,
  waitMs: number,
  signal: AbortSignal,
): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, waitMs);
  signal.addEventListener('abort', () => resolve(), { once: true });
  const receiver = { id: 'poll', viewer, deliver: () => resolve(), unsubscribed: () => resolve() };
  const subscriptions = names.flatMap((channel) => {
    const opened = hub.subscribe(receiver, { channel });
    return opened.ok ? [opened.value.subscription] : [];
  });
  await promise;
  clearTimeout(timer);
  for (const subscription of subscriptions) hub.unsubscribe(subscription);
}

function viewerFor(principal: Principal): Viewer {
  return viewerOf({ principal, expiresAtMs: Number.POSITIVE_INFINITY });
}
