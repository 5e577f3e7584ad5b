/** Real clients in a process of their own: `node clients.ts`. Orders on stdin. */
import { createInterface } from 'node:readline';
import { createLive, type Live, type SocketLike } from '@maximus/client';

/** What the clients are told. */
export type ClientsOrder =
  | { readonly open: { readonly count: number; readonly ports: readonly number[] } }
  /** Resolves once every client has `event` as its last; answers how long it took from `sinceMs` (wall clock). */
  | { readonly reach: { readonly event: string; readonly sinceMs: number } };

interface Reader {
  readonly live: Live;
  last: string;
  gaps: number;
  resyncs: number;
}

const limitMs = 240_000;
const readers: Reader[] = [];
let ports: readonly number[] = [];
let turn = 0;

/** As behind a balancer: each new connection goes to the next node that answers. */
class Balanced implements SocketLike {
  readonly #socket: WebSocket;

  constructor(_url: string, protocols: string[]) {
    turn += 1;
    this.#socket = new WebSocket(`ws://127.0.0.1:${ports[turn % ports.length]}/ws`, protocols);
  }

  get readyState(): number {
    return this.#socket.readyState;
  }

  send(text: string): void {
    this.#socket.send(text);
  }

  close(code?: number, reason?: string): void {
    this.#socket.close(code, reason);
  }

  addEventListener(type: string, listener: (event: never) => void): void {
    this.#socket.addEventListener(type, listener as (event: Event) => void);
  }
}

// The runtime's own WebSocket leaves a socket without a listener for a moment when its peer is killed.
process.on('uncaughtException', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'ECONNRESET') throw error;
});
process.stdout.write('ready\n');
for await (const line of createInterface({ input: process.stdin })) {
  const order = JSON.parse(line) as ClientsOrder;
  if ('open' in order) await open(order.open);
  else await reach(order.reach.event);
  const tookMs = 'reach' in order ? Date.now() - order.reach.sinceMs : 0;
  const sum = (of: 'gaps' | 'resyncs') => readers.reduce((all, reader) => all + reader[of], 0);
  process.stdout.write(`${JSON.stringify({ tookMs, gaps: sum('gaps'), resyncs: sum('resyncs') })}\n`);
}

async function open(order: { readonly count: number; readonly ports: readonly number[] }): Promise<void> {
  ports = order.ports;
  for (let at = 0; at < order.count; at += 1) {
    const live = createLive({
      url: 'ws://node',
      token: () => 'mxt_ana',
      client: { name: 'bench', version: '0' },
      WebSocket: Balanced,
    });
    const reader: Reader = { live, last: '', gaps: 0, resyncs: 0 };
    live.subscribe('adaptive-immunity', {
      message: ({ event_id }) => {
        const number = Number(event_id.slice(1));
        if (reader.last !== '' && number !== Number(reader.last.slice(1)) + 1) reader.gaps += 1;
        reader.last = event_id;
      },
      resync: () => {
        reader.resyncs += 1;
        reader.last = '';
      },
    });
    readers.push(reader);
    if (at % 50 === 49) await until(() => readers.every((one) => one.live.state === 'connected'));
  }
  await until(() => readers.every((one) => one.live.state === 'connected'));
}

function reach(event: string): Promise<void> {
  return until(() => readers.every(({ last }) => last === event));
}

async function until(condition: () => boolean): Promise<void> {
  const endMs = performance.now() + limitMs;
  while (!condition()) {
    if (performance.now() > endMs) throw new Error(`waited for four minutes in vain; ${states()}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

function states(): string {
  const counts = new Map<string, number>();
  for (const { live } of readers) {
    const state = `${live.state} ${live.error?.code ?? ''} ${live.error?.reason ?? ''}`.trim();
    counts.set(state, (counts.get(state) ?? 0) + 1);
  }
  return JSON.stringify([...counts]);
}
