import type { ConsciousnessMetric } from '@maximus/contracts';
import type { Clock } from '@maximus/kernel';
import type { Logger } from '@maximus/observability';
import type { Hub, SocketServer } from '@maximus/realtime';
import { type PhiTerms, phiOf, type Share } from './phi.ts';

/** Who counts the terms that the gateway cannot see itself. */
export interface PhiSources {
  coverage(): Promise<Share>;
  freshness(): Promise<Share>;
  flow(): Promise<Share>;
}

/** What the observer needs. */
export interface ObserverNeeds {
  readonly hub: Hub;
  readonly sockets: SocketServer;
  readonly sources: PhiSources;
  readonly clock: Clock;
  readonly logger: Logger;
}

const everyMs = 10_000;
/** A change is published at most so often. */
const settleMs = 1_000;
/** The nerve looks back over this many turns: 5 minutes. */
const window = 30;

/** Publishes the index every 10 s and soon after a change; all nodes do, and one of them counts for each turn. */
export class Observer {
  readonly #needs: ObserverNeeds;
  readonly #samples: { sent: number; late: number }[] = [];
  #timer: NodeJS.Timeout | undefined;
  #changeTimer: NodeJS.Timeout | undefined;
  #last: ConsciousnessMetric | undefined;

  constructor(needs: ObserverNeeds) {
    this.#needs = needs;
  }

  start(): void {
    this.#timer = setInterval(() => void this.#turn(everyMs), everyMs);
    this.#timer.unref();
    void this.#turn(everyMs);
  }

  stop(): void {
    clearInterval(this.#timer);
    clearTimeout(this.#changeTimer);
  }

  /** Something that a term may count has changed. */
  changed(): void {
    if (this.#changeTimer !== undefined) return;
    this.#changeTimer = setTimeout(() => {
      this.#changeTimer = undefined;
      void this.#turn(settleMs);
    }, settleMs);
    this.#changeTimer.unref();
  }

  async #turn(slotMs: number): Promise<void> {
    const { hub, sources, clock, logger } = this.#needs;
    try {
      const [coverage, freshness, flow] = await Promise.all([sources.coverage(), sources.freshness(), sources.flow()]);
      const metric = phiOf({ coverage, freshness, flow, nerve: this.#nerve(slotMs === everyMs) } satisfies PhiTerms);
      const isChange = slotMs !== everyMs;
      if (isChange && metric.phi === this.#last?.phi) return;
      this.#last = metric;
      const nowMs = clock.now();
      await hub.publish('consciousness', {
        eventId: `phi-${slotMs}-${Math.floor(nowMs / slotMs)}`,
        type: 'consciousness_metric',
        key: 'phi',
        timestamp: new Date(nowMs).toISOString(),
        data: metric,
      });
    } catch (error) {
      // A term that cannot be counted: the last index stays, with its own time, and the next turn counts again.
      logger.warn({ err: error }, 'the index of self-observation could not be counted');
    }
  }

  #nerve(isTurn: boolean): Share {
    const now = { sent: this.#needs.hub.counts.delivered, late: this.#needs.sockets.registry.late };
    const since = this.#samples[0] ?? { sent: 0, late: 0 };
    if (isTurn) this.#samples.push(now);
    if (this.#samples.length > window) this.#samples.shift();
    const whole = now.sent - since.sent;
    return { whole, part: whole - Math.min(whole, now.late - since.late) };
  }
}
