import type { SubscribeParams } from '@maximus/contracts';
import type { Hub, Receiver, Subscription, Viewer } from '../hub/index.ts';
import type { Message } from '../log/index.ts';

/** Somebody who may read everything. */
export function viewer(id = 'usr_reader', overrides: Partial<Viewer> = {}): Viewer {
  return { id, name: id, mayRead: () => true, seesWorkOf: () => true, ...overrides };
}

/**
 * A reader without a socket that does what a client does: keeps its position, can be cut off with messages in flight, and
 * comes back. `holes` counts what would be a fault: an offset that is not the next one and was not announced as lost.
 */
export class TestReader implements Receiver {
  readonly id: string;
  viewer: Viewer;
  readonly received: { offset: number; epoch: string; eventId: string }[] = [];
  readonly unsubscriptions: number[] = [];
  resyncs = 0;
  recoveries = 0;
  subscription: Subscription | undefined;
  position: { offset: number; epoch: string } | undefined;
  readonly #hub: Hub;
  readonly #params: SubscribeParams;

  constructor(hub: Hub, params: SubscribeParams, who: Viewer = viewer(), id = 'reader') {
    this.#hub = hub;
    this.#params = params;
    this.viewer = who;
    this.id = id;
  }

  /** Subscribes, with recovery when it has a position. `hub` is another node than before, when given. */
  async join(hub = this.#hub): Promise<boolean> {
    const { position } = this;
    const params = { ...this.#params, ...(position === undefined ? {} : { recover: true, ...position }) };
    await hub.catchUp(params);
    const opened = hub.subscribe(this, params);
    if (!opened.ok) throw new Error(`subscribe failed with ${opened.error}`);
    const { subscription, recovered, messages, position: top } = opened.value;
    this.subscription = subscription;
    for (const message of messages) this.#take(message, top.epoch);
    if (position !== undefined && !recovered) this.resyncs += 1;
    if (position !== undefined && recovered) this.recoveries += 1;
    this.position = { ...top };
    return recovered;
  }

  /** Cut off: what comes from now on is lost to it. */
  cut(hub = this.#hub): void {
    if (this.subscription !== undefined) hub.unsubscribe(this.subscription);
    this.subscription = undefined;
  }

  deliver(subscription: Subscription, message: Message): void {
    if (subscription !== this.subscription) return;
    this.#take(message, this.position?.epoch ?? '');
    this.position = { offset: message.offset, epoch: this.position?.epoch ?? '' };
  }

  unsubscribed(_subscription: Subscription, code: 2003 | 2500): void {
    this.subscription = undefined;
    this.unsubscriptions.push(code);
  }

  #take(message: Message, epoch: string): void {
    this.received.push({ offset: message.offset, epoch, eventId: message.record.eventId });
  }
}
