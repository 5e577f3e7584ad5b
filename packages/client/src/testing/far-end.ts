import type { Publication } from '@maximus/contracts';
import { afterEach, beforeEach, expect, vi } from 'vitest';
import type { Live, LiveOptions } from '../live/live.ts';
import { createLive } from '../live/live-client.ts';
import type { SocketEvent, SocketLike } from '../live/types.ts';

type Command = Record<string, { channel?: string; subs?: Record<string, object>; token?: string }> & { id: number };

/** The far end of a socket, played by the test. */
export class FarEnd implements SocketLike {
  static all: FarEnd[] = [];
  /** What new sockets do: open by themselves, or stay silent. */
  static opens = true;
  readyState = 0;
  readonly commands: Command[] = [];
  subs: Record<string, object> = {};
  readonly #listeners = new Map<string, ((event: SocketEvent) => void)[]>();

  constructor(_url: string) {
    FarEnd.all.push(this);
    if (FarEnd.opens) queueMicrotask(() => this.open());
  }

  open(): void {
    this.readyState = 1;
    this.#emit('open', {});
  }

  send(text: string): void {
    const command = JSON.parse(text) as Command;
    this.commands.push(command);
    if (command.connect) this.reply(command.id, welcome(command.connect.subs ?? {}, this.subs));
    else if (command.ping) this.reply(command.id, { time: new Date().toISOString(), positions: {} });
    else if (command.subscribe) this.reply(command.id, this.subs[command.subscribe.channel ?? ''] ?? fresh());
    else this.reply(command.id, {});
  }

  reply(id: number, result: object): void {
    this.say({ id, result });
  }

  say(message: object): void {
    this.#emit('message', { data: JSON.stringify(message) });
  }

  publish(channel: string, offset: number, more: Partial<Publication> = {}): void {
    const pub = { channel, offset, type: 'apv', data: {}, timestamp: 'now', event_id: `e${offset}`, ...more };
    this.say({ push: { pub } });
  }

  close(code = 1000, reason = ''): void {
    if (this.readyState === 3) return;
    this.readyState = 3;
    this.#emit('close', { code, reason });
  }

  addEventListener(type: string, listener: (event: SocketEvent) => void): void {
    this.#listeners.set(type, [...(this.#listeners.get(type) ?? []), listener]);
  }

  #emit(type: string, event: SocketEvent): void {
    for (const listener of this.#listeners.get(type) ?? []) listener(event);
  }
}

/** How a subscription begins that has nothing to be told. */
export const fresh = (more: object = {}) => ({
  offset: 0,
  epoch: 'e',
  recoverable: true,
  was_recovering: false,
  recovered: false,
  publications: [],
  mode: 'stream',
  ...more,
});

function welcome(asked: Record<string, object>, subs: Record<string, object>) {
  const limits = {
    channels: 1,
    message_bytes: 1,
    commands_per_second: 1,
    commands_burst: 1,
    queue_bytes: 1,
    recovery_messages: 1,
  };
  return {
    connection_id: `c${FarEnd.all.length}`,
    user: 'ana',
    server: { id: 's', version: '0' },
    ping_interval: 25,
    heartbeat_interval: 30,
    limits,
    subs: Object.fromEntries(Object.keys(asked).map((name) => [name, subs[name] ?? fresh()])),
  };
}

const lives: Live[] = [];
/** A live client on far ends that the test plays; closed after it. */
export function live(more: Partial<LiveOptions> = {}): Live {
  const one = createLive({ url: 'ws://x/ws', client: { name: 't', version: '0' }, WebSocket: FarEnd, ...more });
  lives.push(one);
  return one;
}

/** The socket that was opened last; throws while there is none. */
export function last(): FarEnd {
  const socket = FarEnd.all.at(-1);
  if (socket === undefined) throw new Error('no socket has been opened');
  return socket;
}

/** Lets what is due now happen. */
export const settle = () => vi.advanceTimersByTimeAsync(0);

/** Called once in a test file: the clock is the test's, and nothing may be left when a test is over. */
export function playsFarEnds(): void {
  beforeEach(() => {
    vi.useFakeTimers();
    FarEnd.all = [];
    FarEnd.opens = true;
  });
  afterEach(() => {
    for (const one of lives.splice(0)) one.close();
    expect(vi.getTimerCount()).toBe(0);
    vi.useRealTimers();
  });
}
