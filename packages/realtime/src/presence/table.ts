import type { Member } from '@maximus/contracts';
import type { Clock } from '@maximus/kernel';

interface Entry extends Member {
  readonly node: string;
  readonly untilMs: number;
}

/** What nodes tell each other: who is present under a name, for how long; `gone` ends it. */
export interface PresenceWord {
  readonly node: string;
  readonly name: string;
  readonly connection: string;
  readonly user: string;
  readonly state?: string | undefined;
  readonly gone?: boolean | undefined;
}

/** At most this many are remembered under one name, and this many names. */
const maxMembers = 200;
const maxNames = 10_000;

/** Who is where, over all nodes. Each entry is a lease: a node that dies takes its people with it when it ends. */
export class PresenceTable {
  readonly #clock: Clock;
  readonly #leaseMs: number;
  readonly #names = new Map<string, Map<string, Entry>>();

  constructor(clock: Clock, leaseMs: number) {
    this.#clock = clock;
    this.#leaseMs = leaseMs;
  }

  /** Takes a word in; true when who is present, or their state, has changed. */
  hear(word: PresenceWord): boolean {
    const members = this.#names.get(word.name);
    const before = members?.get(word.connection);
    if (word.gone === true) {
      if (before === undefined) return false;
      members?.delete(word.connection);
      if (members?.size === 0) this.#names.delete(word.name);
      return true;
    }
    if (members === undefined && this.#names.size >= maxNames) return false;
    const open = members ?? new Map<string, Entry>();
    if (before === undefined && open.size >= maxMembers) return false;
    this.#names.set(word.name, open);
    open.set(word.connection, {
      connection_id: word.connection,
      user: word.user,
      ...(word.state === undefined ? {} : { state: word.state }),
      node: word.node,
      untilMs: this.#clock.now() + this.#leaseMs,
    });
    return before?.state !== word.state || before === undefined;
  }

  /** Who is present under a name, oldest first. */
  members(name: string): readonly Member[] {
    return [...(this.#names.get(name)?.values() ?? [])].map(({ node: _, untilMs: __, ...member }) => member);
  }

  /** Ends what has run out; answers the names that changed. */
  expire(): readonly string[] {
    const nowMs = this.#clock.now();
    const changed: string[] = [];
    for (const [name, members] of this.#names) {
      const before = members.size;
      for (const [connection, { untilMs }] of members) if (untilMs <= nowMs) members.delete(connection);
      if (members.size !== before) changed.push(name);
      if (members.size === 0) this.#names.delete(name);
    }
    return changed;
  }
}
