import type { Logger } from '@maximus/observability';
import type { ChannelListener } from './types.ts';

/** Who listens to which channel in this process. */
export interface Listeners {
  channels(): Iterable<string>;
  has(channel: string): boolean;
  /** Whether it is the first one of its channel. */
  add(channel: string, listener: ChannelListener): boolean;
  /** Whether it was the last one of its channel. */
  remove(channel: string, listener: ChannelListener): boolean;
  deliver(channel: string, text: string): void;
  tellGap(channel: string): void;
}

/** Nobody yet. A listener that throws breaks its contract; it is logged and the others are told all the same. */
export function channelListeners(logger: Logger): Listeners {
  const byChannel = new Map<string, Set<ChannelListener>>();
  const tell = (channel: string, what: (listener: ChannelListener) => void): void => {
    for (const listener of [...(byChannel.get(channel) ?? [])]) {
      try {
        what(listener);
      } catch (err) {
        logger.error({ err, channel }, 'a listener of a channel threw');
      }
    }
  };
  return {
    channels: () => byChannel.keys(),
    has: (channel) => byChannel.has(channel),
    add(channel, listener) {
      const known = byChannel.get(channel);
      if (known === undefined) byChannel.set(channel, new Set([listener]));
      else known.add(listener);
      return known === undefined;
    },
    remove(channel, listener) {
      const known = byChannel.get(channel);
      if (known?.delete(listener) !== true || known.size > 0) return false;
      byChannel.delete(channel);
      return true;
    },
    deliver: (channel, text) => tell(channel, (listener) => listener.message(text)),
    tellGap: (channel) => tell(channel, (listener) => listener.gap?.()),
  };
}
