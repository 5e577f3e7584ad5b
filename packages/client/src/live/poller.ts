import { formatPositions, PollAnswer } from '@maximus/contracts';
import { spread } from './backoff.ts';
import type { ChannelReader } from './channel-reader.ts';
import { Timers } from './timers.ts';
import type { LiveTimings } from './types.ts';

/** What a poller is made of. */
export interface PollerOptions {
  /** `https://host/api/gateway/poll`. */
  readonly url: string;
  readonly fetch: typeof fetch;
  headers(): Readonly<Record<string, string>>;
  readonly timings: LiveTimings;
  readers(): readonly ChannelReader[];
  taken(reader: ChannelReader, publication: PollAnswer['messages'][number]): void;
  /** Time to refetch what is polled by REST: live lists often, summaries seldom. */
  tick(kind: 'list' | 'summary'): void;
}

/** The server reads at most this many channels in one poll. */
const perPoll = 16;

/** Reads channels without a socket, from the same positions. One timer each for lists and summaries. */
export class Poller {
  readonly #options: PollerOptions;
  readonly #timers = new Timers();
  #running: AbortController | undefined;

  constructor(options: PollerOptions) {
    this.#options = options;
  }

  get isRunning(): boolean {
    return this.#running !== undefined;
  }

  start(): void {
    if (this.#running !== undefined) return;
    this.#running = new AbortController();
    this.#options.tick('list');
    this.#options.tick('summary');
    void this.#poll(this.#running.signal);
    this.#summary();
  }

  stop(): void {
    this.#running?.abort();
    this.#running = undefined;
    this.#timers.clearAll();
  }

  #summary(): void {
    const { pollSummaryMs } = this.#options.timings;
    this.#timers.set('summary', spread(pollSummaryMs), () => {
      this.#options.tick('summary');
      this.#summary();
    });
  }

  async #poll(signal: AbortSignal): Promise<void> {
    const readers = this.#options.readers().filter(({ refused }) => !refused);
    for (let at = 0; at < readers.length && !signal.aborted; at += perPoll) {
      await this.#read(readers.slice(at, at + perPoll), signal);
    }
    if (signal.aborted) return;
    this.#timers.set('list', spread(this.#options.timings.pollListMs), () => {
      this.#options.tick('list');
      void this.#poll(signal);
    });
  }

  async #read(readers: readonly ChannelReader[], signal: AbortSignal): Promise<void> {
    const query = new URLSearchParams({ channels: readers.map(({ name }) => name).join(',') });
    const since = formatPositions(
      readers.flatMap(({ name, position }) => (position ? [[name, position] as const] : [])),
    );
    if (since !== '') query.set('since', since);
    const answer = await this.#ask(query, signal);
    if (answer === undefined || signal.aborted) return;
    for (const reader of readers) {
      const told = answer.positions[reader.name];
      if (told === undefined) continue;
      const had = reader.position;
      for (const message of answer.messages) {
        if (message.channel === reader.name && message.offset > (had?.offset ?? 0))
          this.#options.taken(reader, message);
      }
      reader.position = { offset: told[0], epoch: told[1] };
      if (had !== undefined && answer.unrecovered.includes(reader.name)) reader.resync();
    }
  }

  /** One poll; `undefined` when it failed, which the next one makes good from the same positions. */
  async #ask(query: URLSearchParams, signal: AbortSignal): Promise<PollAnswer | undefined> {
    const { url, headers, fetch: send, timings } = this.#options;
    try {
      const response = await send(`${url}?${query}`, {
        headers: headers(),
        credentials: 'include',
        signal: AbortSignal.any([signal, AbortSignal.timeout(timings.commandTimeoutMs)]),
      });
      if (!response.ok) {
        await response.body?.cancel();
        return undefined;
      }
      const answer = PollAnswer.safeParse(await response.json());
      return answer.success ? answer.data : undefined;
    } catch {
      // No network either: the page shows that it is not live, and the next poll tries again.
      return undefined;
    }
  }
}
