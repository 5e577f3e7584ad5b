import { type ChannelName, channelNames } from '@maximus/contracts';
import { ok } from '@maximus/kernel';
import { LocalStream } from './local-stream.ts';
import type { Broker, BrokerEvents, BrokerState } from './types.ts';

const state: BrokerState = { reach: 'local', degraded: false };

/** A broker for one process. Its streams end with it: the next start has new epochs. */
export function createMemoryBroker(): Broker {
  const streams = new Map<ChannelName, LocalStream>(channelNames.map((name) => [name, new LocalStream()]));
  const streamOf = (channel: ChannelName) => streams.get(channel) ?? new LocalStream();
  let events: BrokerEvents | undefined;
  return {
    kind: 'memory',
    state,
    start: async (to) => {
      events = to;
      for (const name of channelNames) to.resumed(name, streamOf(name).standing('other'));
      to.state(state);
    },
    publish: async (channel, record) => {
      const placed = streamOf(channel).place(record);
      if (!placed.repeated) events?.message(channel, placed.epoch, placed.offset, record);
      return ok(placed);
    },
    resume: async (channel, known) => {
      const stream = streamOf(channel);
      return ok(stream.standing(known.epoch === stream.epoch ? 'continued' : 'other'));
    },
    renew: async (channel) => {
      const stream = new LocalStream();
      streams.set(channel, stream);
      return ok(stream.standing('renewed'));
    },
    whisper: async (channel, text) => events?.whisper(channel, text),
    stop: async () => {
      events = undefined;
    },
  };
}
