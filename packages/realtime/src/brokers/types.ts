import type { ChannelName, Position } from '@maximus/contracts';
import type { Result } from '@maximus/kernel';
import type { StoredRecord } from '../log/index.ts';

/** Where a publication went; `repeated` when this event had been published before. */
export interface Published extends Position {
  readonly repeated: boolean;
}

/** What a node believes of a channel, for the broker to check. */
export interface KnownPosition extends Position {
  /** Event at `offset`, where the node still has it: tells a stream that was put back from one that only went on. */
  readonly eventId?: string | undefined;
}

/** How a channel goes on after the position that was asked from. */
export interface Continuation extends Position {
  /**
   * `continued`: the asker's position is part of this stream. `other`: it is not; everything held is given. `renewed`: as
   * `other`, and the stream was begun by this very question, so the asker hands its last values over.
   */
  readonly how: 'continued' | 'other' | 'renewed';
  /** Of what came after this offset nothing is missing. */
  readonly floor: number;
  readonly entries: readonly (readonly [offset: number, record: StoredRecord])[];
}

/** What a broker tells the hub. Per channel it calls in the order of offsets; the hub drops repeats and asks for gaps. */
export interface BrokerEvents {
  message(channel: ChannelName, epoch: string, offset: number, record: StoredRecord): void;
  /**
   * The channel goes on from here; what is `continued` is read on, anything else is another stream. Answers the last values
   * that a renewed one begins with: they are placed before anything that waits, which may be newer.
   */
  resumed(channel: ChannelName, next: Continuation): readonly StoredRecord[];
  /** Messages may have been missed: the hub calls `resume`. */
  gap(channel: ChannelName): void;
  /** A word that is not kept (presence). */
  whisper(channel: ChannelName, text: string): void;
  state(state: BrokerState): void;
  /** What the hub holds of a channel. */
  known(channel: ChannelName): KnownPosition;
}

/** `shared` through Redis, or `local` to this process; `degraded` when it ought to be shared and is not. */
export interface BrokerState {
  readonly reach: 'shared' | 'local';
  readonly degraded: boolean;
}

/** Gives every message its place: one sequence per channel, over one process or over many (gateway.md §7). */
export interface Broker {
  readonly kind: 'memory' | 'redis';
  readonly state: BrokerState;
  /** Opens every channel; `resumed` is told once of each before this resolves. */
  start(events: BrokerEvents): Promise<void>;
  /**
   * One atomic step: history, offset, announcement. The message comes back through `BrokerEvents.message`. One that has
   * become outdated while it waited for its turn is left out, and counts as repeated.
   */
  publish(channel: ChannelName, record: StoredRecord, isOutdated?: () => boolean): Promise<Result<Published>>;
  /**
   * Reads on from what the node knows. A stream that was put back behind that, or holds another event there, is begun
   * anew first, so that no reader takes it for the old one.
   */
  resume(channel: ChannelName, known: KnownPosition): Promise<Result<Continuation>>;
  /** Two messages were seen at one offset of an epoch: the stream is begun anew unless somebody has done so. */
  renew(channel: ChannelName, epoch: string): Promise<Result<Continuation>>;
  whisper(channel: ChannelName, text: string): Promise<void>;
  stop(): Promise<void>;
}
