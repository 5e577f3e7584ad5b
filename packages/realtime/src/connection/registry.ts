import { type Clock, steadyClock } from '@maximus/kernel';
import type { Viewer } from '../hub/index.ts';
import type { RealtimeMetrics } from '../metrics.ts';
import type { Connection } from './connection.ts';
import { Rounds } from './rounds.ts';

/** A message that waited longer than this counts as late (gateway.md §1, nerve). */
const lateAfterMs = 2_000;

/** Every connection of this process, counted by who and from where. */
export class ConnectionRegistry {
  readonly rounds: Rounds;
  readonly #clock: Clock;
  readonly #metrics: RealtimeMetrics;
  readonly #connections = new Set<Connection>();
  readonly #byViewer = new Map<string, number>();
  readonly #byAddress = new Map<string, number>();
  #late = 0;
  #dropped = 0;

  constructor(clock: Clock, metrics: RealtimeMetrics, slotMs: number) {
    this.#clock = clock;
    this.#metrics = metrics;
    this.rounds = new Rounds(steadyClock, slotMs);
    metrics.hub_queue_bytes.collect((record) => record(this.waitingBytes));
  }

  get size(): number {
    return this.#connections.size;
  }

  /** Messages that waited more than 2 s. */
  get late(): number {
    return this.#late;
  }

  /** Connections closed for being too slow. */
  get dropped(): number {
    return this.#dropped;
  }

  get waitingBytes(): number {
    let bytes = 0;
    for (const connection of this.#connections) bytes += connection.waitingBytes;
    return bytes;
  }

  /** The connections at this moment. */
  all(): readonly Connection[] {
    return [...this.#connections];
  }

  countOfViewer(id: string): number {
    return this.#byViewer.get(id) ?? 0;
  }

  countOfAddress(address: string): number {
    return this.#byAddress.get(address) ?? 0;
  }

  add(connection: Connection): void {
    this.#connections.add(connection);
    count(this.#byAddress, connection.address, 1);
    if (connection.isAuthenticated) count(this.#byViewer, connection.viewer.id, 1);
  }

  /** A connection has told who it is, or is somebody else by now. */
  identified(connection: Connection, before: Viewer | undefined): void {
    if (before !== undefined) count(this.#byViewer, before.id, -1);
    count(this.#byViewer, connection.viewer.id, 1);
  }

  remove(connection: Connection): void {
    if (!this.#connections.delete(connection)) return;
    this.rounds.remove(connection);
    count(this.#byAddress, connection.address, -1);
    if (connection.isAuthenticated) count(this.#byViewer, connection.viewer.id, -1);
  }

  closing(code: number): void {
    if (code === 3008) this.#dropped += 1;
    this.#metrics.hub_closes_total.inc({ code: String(code) });
  }

  /** A message that had waited is sent. */
  sentLate(atMs: number): void {
    const waitedMs = this.#clock.now() - atMs;
    this.#metrics.hub_delivery_duration_seconds.observe(Math.max(0, waitedMs) / 1_000);
    if (waitedMs > lateAfterMs) this.#late += 1;
  }
}

function count(counts: Map<string, number>, key: string, by: number): void {
  const now = (counts.get(key) ?? 0) + by;
  if (now <= 0) counts.delete(key);
  else counts.set(key, now);
}
