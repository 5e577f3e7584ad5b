import { type ChannelName, type Member, parseChannel } from '@maximus/contracts';
import type { Clock } from '@maximus/kernel';
import { z } from 'zod';
import { PresenceTable } from './table.ts';

const Word = z.object({
  node: z.string().max(128),
  name: z.string().max(192),
  connection: z.string().max(64),
  user: z.string().max(256),
  state: z.string().max(64).optional(),
  gone: z.boolean().optional(),
});
type Word = z.infer<typeof Word>;

/** What a board is made of. */
export interface BoardOptions {
  readonly nodeId: string;
  readonly clock: Clock;
  readonly leaseMs: number;
  readonly whisper: (channel: ChannelName, text: string) => void;
  readonly changed: (channel: ChannelName, name: string) => void;
}

/** Presence over all nodes: this node's people are told to the others and renewed while they are here. */
export class PresenceBoard {
  readonly #options: BoardOptions;
  readonly #table: PresenceTable;
  /** `connection\nname` → what this node says of it. */
  readonly #own = new Map<string, Word>();
  #renewDueMs = 0;

  constructor(options: BoardOptions) {
    this.#options = options;
    this.#table = new PresenceTable(options.clock, options.leaseMs);
  }

  /** Says that a connection is present under a name. */
  enter(name: string, connection: string, user: string, state?: string): void {
    const word: Word = {
      node: this.#options.nodeId,
      name,
      connection,
      user,
      ...(state === undefined ? {} : { state }),
    };
    this.#own.set(`${connection}\n${name}`, word);
    this.#say(word);
  }

  /** Takes a connection away from a name, or from all of them. */
  leave(connection: string, name?: string): void {
    if (this.#own.size === 0) return;
    for (const [key, word] of this.#own) {
      if (word.connection !== connection || (name !== undefined && word.name !== name)) continue;
      this.#own.delete(key);
      this.#say({ ...word, gone: true });
    }
  }

  members(name: string): readonly Member[] {
    return this.#table.members(name);
  }

  /** What a node has said, this one included. Anything that is no word of ours is left out. */
  hear(channel: ChannelName, text: string): void {
    const word = Word.safeParse(parseJson(text));
    if (!word.success || parseChannel(word.data.name)?.channel !== channel) return;
    if (this.#table.hear(word.data)) this.#options.changed(channel, word.data.name);
  }

  /** Renews this node's leases at half their length and ends those that have run out. */
  tick(): void {
    const nowMs = this.#options.clock.now();
    if (nowMs >= this.#renewDueMs) {
      this.#renewDueMs = nowMs + this.#options.leaseMs / 2;
      for (const word of this.#own.values()) this.#say(word);
    }
    for (const name of this.#table.expire()) {
      const channel = parseChannel(name)?.channel;
      if (channel !== undefined) this.#options.changed(channel, name);
    }
  }

  #say(word: Word): void {
    const channel = parseChannel(word.name)?.channel;
    if (channel !== undefined) this.#options.whisper(channel, JSON.stringify(word));
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
