import {
  type ChannelRow,
  channels,
  type Position,
  type Publication,
  parseChannel,
  type TagFilter,
} from '@maximus/contracts';
import type { LiveListener, SubscribeOptions } from './types.ts';

/** What a message means for a reader that stands at a position. */
export type Arrival = 'next' | 'repeat' | 'hole';

interface Registered {
  readonly listener: LiveListener;
  readonly filter: TagFilter | undefined;
}

/** How many last values of a cache are kept for listeners that come later. */
const maxValues = 1_000;

/** One channel as this page reads it: its listeners, its position, and what the next message has to be. */
export class ChannelReader {
  readonly name: string;
  readonly mode: 'stream' | 'cache';
  position: Position | undefined;
  /** Top that the server named and that was not reached yet. */
  announced: Position | undefined;
  /** Whether the present connection reads it. */
  joined = false;
  /** Refused for good; no new attempt. */
  refused = false;
  readonly #types: readonly string[];
  readonly #followed: boolean;
  readonly #registered = new Set<Registered>();
  readonly #values = new Map<string, Publication>();

  constructor(name: string) {
    const address = parseChannel(name);
    const row: ChannelRow | undefined = address && channels[address.channel];
    this.name = name;
    this.mode = row?.mode ?? 'stream';
    this.#types = row?.types ?? [];
    this.#followed = address?.entry !== undefined;
  }

  get isUnused(): boolean {
    return this.#registered.size === 0;
  }

  /** The filter that serves every listener: their common one, or none. */
  get filter(): TagFilter | undefined {
    const [first, ...others] = this.#registered;
    const text = JSON.stringify(first?.filter);
    return others.every(({ filter }) => JSON.stringify(filter) === text) ? first?.filter : undefined;
  }

  /** Whether the server leaves messages out, so that its word on the position is taken at once. */
  get isSelective(): boolean {
    return this.mode === 'cache' || this.#followed || this.filter !== undefined;
  }

  add(listener: LiveListener, { filter, position }: SubscribeOptions): () => void {
    const registered = { listener, filter };
    this.#registered.add(registered);
    this.position ??= position;
    for (const value of this.#values.values()) this.#tell(registered, value);
    return () => void this.#registered.delete(registered);
  }

  /** What a subscribe command says of it. */
  params(): { recover?: true; offset?: number; epoch?: string; filter?: TagFilter } {
    const { filter, position } = this;
    return { ...(position && { recover: true, ...position }), ...(filter && { filter }) };
  }

  /** Judges a live message. A cache passes values over on purpose; a stream counts what was left out. */
  judge({ offset, skip = 0 }: Publication): Arrival {
    const top = this.position?.offset ?? 0;
    if (offset <= top) return 'repeat';
    return this.mode === 'cache' || offset === top + skip + 1 ? 'next' : 'hole';
  }

  /** Hands a message to the listeners; false for a type that this version does not know. */
  take(publication: Publication): boolean {
    if (this.position !== undefined) this.position = { ...this.position, offset: publication.offset };
    this.announced = undefined;
    if (!this.#types.includes(publication.type)) return false;
    if (this.mode === 'cache') {
      const key = publication.key ?? '';
      this.#values.delete(key);
      this.#values.set(key, publication);
      const [oldest] = this.#values.keys();
      if (this.#values.size > maxValues && oldest !== undefined) this.#values.delete(oldest);
    }
    for (const registered of [...this.#registered]) this.#tell(registered, publication);
    return true;
  }

  /** Tells the listeners that something cannot be replayed. */
  resync(): void {
    this.#values.clear();
    this.#each((listener) => listener.resync?.());
  }

  refuse(failure: Parameters<NonNullable<LiveListener['refused']>>[0]): void {
    this.refused = true;
    this.#each((listener) => listener.refused?.(failure));
  }

  present(members: Parameters<NonNullable<LiveListener['presence']>>[0]): void {
    this.#each((listener) => listener.presence?.(members));
  }

  /** A listener that fails does not stop the others: its error is thrown on its own, where the page's handler sees it. */
  #each(work: (listener: LiveListener) => void): void {
    for (const { listener } of [...this.#registered]) {
      try {
        work(listener);
      } catch (error) {
        reportFailure(error);
      }
    }
  }

  #tell({ listener, filter }: Registered, publication: Publication): void {
    if (filter !== undefined && !fits(publication, filter)) return;
    try {
      listener.message(publication);
    } catch (error) {
      reportFailure(error);
    }
  }
}

function fits({ tags }: Publication, filter: TagFilter): boolean {
  return Object.entries(filter).every(([tag, wanted]) => {
    const held = tags?.[tag];
    return typeof held === 'string' ? held === wanted : held?.includes(wanted) === true;
  });
}

function reportFailure(error: unknown): void {
  const { reportError } = globalThis as { reportError?: (error: unknown) => void };
  if (reportError !== undefined) reportError(error);
}
