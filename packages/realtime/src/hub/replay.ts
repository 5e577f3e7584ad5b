import type { ChannelAddress, Position, TagFilter } from '@maximus/contracts';
import type { ChannelLog, Message } from '../log/index.ts';
import { isWanted } from './subscription.ts';
import type { Viewer } from './viewer.ts';

/** How much may be replayed at once. */
export interface ReplayLimits {
  readonly messages: number;
  readonly bytes: number;
}

/** What a reader is given: all that it lacks, or nothing. */
export type Replay =
  | { readonly complete: true; readonly messages: readonly Message[] }
  | { readonly complete: false; readonly messages: readonly [] };

const none: Replay = { complete: false, messages: [] };

/**
 * What a reader at `position` lacks of a log, as far as it may see it now; `undefined` for a reader that has nothing yet,
 * which gets the last values of a cache, as does one that stood in another epoch of it. All of it, or none when the epoch of
 * a stream is another one, when something is gone, or when it is too much (gateway.md §2).
 */
export function replay(
  log: ChannelLog,
  address: ChannelAddress,
  filter: TagFilter | undefined,
  viewer: Viewer,
  position: Position | undefined,
  limits: ReplayLimits,
): Replay {
  if (position === undefined && log.mode === 'stream') return none;
  const isForeign = position !== undefined && position.epoch !== log.epoch;
  if (isForeign && log.mode === 'stream') return none;
  // Of a cache nobody lacks more than the last values: whoever stood in another epoch has them all afterwards.
  const missed = log.since(isForeign ? 0 : (position?.offset ?? 0));
  if (missed === undefined) return none;
  const messages: Message[] = [];
  let bytes = 0;
  for (const message of missed) {
    if (!isWanted(message, address, filter, viewer)) continue;
    messages.push(message);
    bytes += message.bytes;
    if (messages.length > limits.messages || bytes > limits.bytes) return none;
  }
  return { complete: true, messages };
}
