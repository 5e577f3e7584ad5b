import {
  type CommandFailure,
  type CommandResult,
  type Publication,
  type Push,
  payloads,
  SubscribeResult,
  shouldResubscribe,
} from '@maximus/contracts';
import { ChannelReader } from './channel-reader.ts';
import type { Link } from './link.ts';
import { Timers } from './timers.ts';
import type { LiveListener, LiveTimings, SubscribeOptions } from './types.ts';

type Unsubscribed = NonNullable<Push['unsubscribe']>;

/** Every channel that somebody reads: joined to the present connection, kept in step, and left again. */
export class Subscriptions {
  readonly counts = { unknown: 0, repeats: 0, holes: 0 };
  readonly #readers = new Map<string, ChannelReader>();
  readonly #timers = new Timers();
  readonly #timings: LiveTimings;
  /** The link that speaks for a connection that is welcome. */
  readonly #link: () => Link | undefined;

  constructor(timings: LiveTimings, link: () => Link | undefined) {
    this.#timings = timings;
    this.#link = link;
  }

  /** Channels that somebody reads. */
  get size(): number {
    return this.all().length;
  }

  all(): readonly ChannelReader[] {
    return [...this.#readers.values()].filter(({ isUnused }) => !isUnused);
  }

  /** Adds a listener, and joins the channel when there is a connection. */
  add(channel: string, listener: LiveListener, options: SubscribeOptions): { reader: ChannelReader; remove(): void } {
    const known = this.#readers.get(channel);
    const reader = known ?? new ChannelReader(channel);
    const before = JSON.stringify(reader.filter);
    this.#readers.set(channel, reader);
    this.#timers.clear(`leave ${channel}`);
    const remove = reader.add(listener, options);
    if (!reader.joined) void this.#join(reader);
    else if (JSON.stringify(reader.filter) !== before) void this.#rejoin(reader);
    return { reader, remove };
  }

  /**
   * Leaves a channel that nobody reads any more, after a moment: a page that mounts anew right after it unmounted does
   * not cost two commands each time.
   */
  release(reader: ChannelReader): void {
    if (!reader.isUnused || this.#readers.get(reader.name) !== reader) return;
    this.#timers.set(`leave ${reader.name}`, this.#timings.leaveAfterMs, () => void this.#leave(reader));
  }

  /** The connection is gone: positions stay. */
  disconnected(): void {
    for (const reader of this.#readers.values()) {
      reader.joined = false;
      this.#forget(reader);
      if (reader.isUnused) this.#readers.delete(reader.name);
    }
  }

  clear(): void {
    this.#readers.clear();
    this.#timers.clearAll();
  }

  /** What the connect command asks for: every channel with its position. */
  wanted() {
    const asked = this.all().filter(({ refused }) => !refused);
    return Object.fromEntries(asked.map((reader) => [reader.name, reader.params()]));
  }

  /** What the welcome says of each; readers that came meanwhile are joined now. */
  welcomed(subs: CommandResult<'connect'>['subs']): void {
    for (const [name, result] of Object.entries(subs)) {
      const reader = this.#readers.get(name);
      if (reader === undefined) void this.#link()?.command('unsubscribe', { channel: name });
      else if ('error' in result) this.#refusedJoin(reader, result.error);
      else this.#joined(reader, result);
    }
    for (const reader of this.all()) if (!reader.joined && subs[reader.name] === undefined) void this.#join(reader);
  }

  published(publication: Publication): void {
    const reader = this.#readers.get(publication.channel);
    // Left behind: a message that was on its way when the last reader went.
    if (reader === undefined || !reader.joined) return;
    const arrival = reader.judge(publication);
    if (arrival === 'next') this.hand(reader, publication);
    else if (arrival === 'repeat') this.counts.repeats += 1;
    else {
      this.counts.holes += 1;
      void this.#rejoin(reader);
    }
  }

  /** Gives a message to its listeners; one whose type or data this version does not know is counted and moves on. */
  hand(reader: ChannelReader, publication: Publication): void {
    const { type, data } = publication;
    const isBroken = payloads[type]?.safeParse(data).success === false && !('truncated' in data);
    if (!reader.take(isBroken ? { ...publication, type: '' } : publication)) this.counts.unknown += 1;
  }

  /** The server's word on positions: taken where it leaves messages out, otherwise a loss unless it is reached soon. */
  positions(positions: Readonly<Record<string, readonly [number, string]>>): void {
    for (const [channel, [offset, epoch]] of Object.entries(positions)) {
      const reader = this.#readers.get(channel);
      if (reader?.position === undefined || !reader.joined || reader.position.epoch !== epoch) continue;
      if (offset <= reader.position.offset) continue;
      if (reader.isSelective) reader.position = { offset, epoch };
      else {
        reader.announced = { offset, epoch };
        this.#timers.set(`lag ${channel}`, this.#timings.lagMs, () => {
          if (reader.announced !== undefined) void this.#rejoin(reader);
        });
      }
    }
  }

  unsubscribed(channel: string, { code, reason }: Unsubscribed): void {
    const reader = this.#readers.get(channel);
    if (reader === undefined) return;
    reader.joined = false;
    if (shouldResubscribe(code)) this.#joinLater(reader, Math.random() * this.#timings.resubscribeSpreadMs);
    else reader.refuse({ code, message: reason, temporary: false });
  }

  present(channel: string, members: NonNullable<Push['presence']>['members']): void {
    this.#readers.get(channel)?.present(members);
  }

  async #join(reader: ChannelReader): Promise<void> {
    const link = this.#link();
    if (link === undefined || reader.joined || reader.refused) return;
    // Marked at once: the reply comes before the first message, and a second call must not ask again.
    reader.joined = true;
    const outcome = await link.command('subscribe', { channel: reader.name, ...reader.params() });
    if (link !== this.#link() || this.#readers.get(reader.name) !== reader) return;
    if (!outcome.ok) return this.#refusedJoin(reader, outcome.error);
    const result = SubscribeResult.safeParse(outcome.value);
    if (result.success) this.#joined(reader, result.data);
    else this.#refusedJoin(reader, { code: 0, message: 'the reply cannot be read', temporary: true });
  }

  async #leave(reader: ChannelReader): Promise<void> {
    const link = this.#link();
    if (link !== undefined && reader.joined) {
      const outcome = await link.command('unsubscribe', { channel: reader.name });
      if (!reader.isUnused) return this.#comeBack(reader, outcome.ok);
      // Refused for now (too many commands): ask again, or the server would go on sending.
      if (!outcome.ok && link === this.#link()) return this.release(reader);
    }
    if (this.#readers.get(reader.name) !== reader) return;
    this.#forget(reader);
    this.#readers.delete(reader.name);
  }

  /** Somebody reads again while the channel was being left. */
  #comeBack(reader: ChannelReader, hasLeft: boolean): void {
    if (!hasLeft) return;
    reader.joined = false;
    void this.#join(reader);
  }

  async #rejoin(reader: ChannelReader): Promise<void> {
    const link = this.#link();
    if (link === undefined || !reader.joined) return;
    reader.joined = false;
    reader.announced = undefined;
    await link.command('unsubscribe', { channel: reader.name });
    if (link === this.#link() && this.#readers.get(reader.name) === reader) await this.#join(reader);
  }

  #joined(reader: ChannelReader, result: SubscribeResult): void {
    const { offset, epoch, publications, recovered, was_recovering } = result;
    reader.joined = true;
    const isLost = was_recovering && !recovered;
    if (!isLost) for (const publication of publications) this.hand(reader, publication);
    reader.position = { offset, epoch };
    if (isLost) reader.resync();
  }

  #refusedJoin(reader: ChannelReader, failure: CommandFailure): void {
    reader.joined = false;
    // 105: an earlier subscription was not taken back yet. Both are tried again.
    if (failure.temporary || failure.code === 105) this.#joinLater(reader, this.#timings.backoffBaseMs);
    else reader.refuse(failure);
  }

  #joinLater(reader: ChannelReader, delayMs: number): void {
    this.#timers.set(`join ${reader.name}`, delayMs, () => void this.#join(reader));
  }

  #forget({ name }: ChannelReader): void {
    this.#timers.clear(`lag ${name}`);
    this.#timers.clear(`join ${name}`);
    this.#timers.clear(`leave ${name}`);
  }
}
