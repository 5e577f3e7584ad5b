import { type Api, createLive, type Live, type LiveState } from '@maximus/client';
import type { Publication } from '@maximus/contracts';

/** Times of a client that make minutes short. */
const quick = { backoffBaseMs: 200, backoffMaxMs: 1_000, steadyAfterMs: 1_000, lagMs: 2_000, resubscribeSpreadMs: 100 };

/** Where a reader connects, and what it loads from when it is told that something may be missing. */
export interface ReaderOptions {
  /** Of a server or of a balancer before several. */
  readonly url: string;
  readonly token: string;
  /** Asked for the list of APVs on every reload; it may fail while servers are away and is asked again. */
  readonly api: () => Api;
}

/** What one page would know: frames as they came, and what it loaded when it was told to. */
export class LiveReader {
  readonly live: Live;
  readonly frames: { readonly publication: Publication; readonly atMs: number }[] = [];
  readonly states: LiveState[] = [];
  /** How often it was told that it may have missed something (`recovered: false`). */
  resyncs = 0;
  readonly #known = new Set<string>();
  readonly #api: () => Api;
  #loading: Promise<void> = Promise.resolve();
  #closed = false;

  constructor({ url, token, api }: ReaderOptions) {
    this.#api = api;
    this.live = createLive({
      url: `${url.replace('http', 'ws')}/ws`,
      token: () => token,
      client: { name: 'scenario', version: '0' },
      timings: { ...quick, fallbackAfterMs: 600_000, fallbackAfterAttempts: 10_000 },
    });
    this.live.onState((state) => this.states.push(state));
    this.live.subscribe('adaptive-immunity', {
      message: (publication) => {
        this.frames.push({ publication, atMs: performance.now() });
        if (publication.type === 'apv') this.#known.add(String(publication.data['id']));
      },
      resync: () => {
        this.resyncs += 1;
        this.#loading = this.#loading.then(() => this.#reload());
      },
    });
  }

  /** Whether it knows of every one of these APVs, by a frame or by what it loaded. */
  knows(apvIds: Iterable<string>): boolean {
    return this.unknownOf(apvIds).length === 0;
  }

  unknownOf(apvIds: Iterable<string>): readonly string[] {
    return [...apvIds].filter((id) => !this.#known.has(id));
  }

  /** Events that came more than once, and versions of an APV that came by more than one event. */
  repeats(): readonly string[] {
    const seen = new Set<string>();
    const names = this.frames.flatMap(({ publication: { event_id, type, data } }) =>
      type === 'apv' ? [event_id, `${data['id']} version ${data['version']}`] : [event_id],
    );
    return names.filter((name) => seen.size === seen.add(name).size);
  }

  close(): void {
    this.#closed = true;
    this.live.close();
  }

  async #reload(): Promise<void> {
    let cursor: string | undefined;
    while (!this.#closed) {
      const page = await this.#api().listApvs({ query: { limit: 200, ...(cursor !== undefined && { cursor }) } });
      if (!page.ok) {
        await new Promise((resolve) => setTimeout(resolve, 250));
        continue;
      }
      for (const { id } of page.value.body.items) this.#known.add(id);
      cursor = page.value.body.next_cursor ?? undefined;
      if (cursor === undefined) return;
    }
  }
}
