import { getHeapStatistics } from 'node:v8';
import underPressure from '@fastify/under-pressure';
import { errors } from '@maximus/http';
import { bindMetrics, type Logger, type MetricsRegistry } from '@maximus/observability';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { serverMetrics } from '../metrics.ts';
import { pathOf } from './open-request.ts';

/** When requests are turned away. */
export interface ShedOptions {
  readonly mostRequests: number;
  readonly registry: MetricsRegistry | undefined;
  readonly isDraining: () => boolean;
  /** Whether the event loop has been late without a break; health says so too. */
  readonly isLate: () => boolean;
}

type Cause = 'event_loop' | 'memory' | 'requests';

/** Paths that say how the server is: answered whatever its state. */
const always = new Set(['/health', '/ready', '/live', '/metrics']);

/** While the loop is late, this share of the most requests in hand is a queue that grows. */
const queueShare = 0.05;
const tellEveryMs = 10_000;

/** Answered as well while the loop is late: a file costs next to nothing, and a page that lacks one script stays empty. */
function isFileOfPage(path: string): boolean {
  return path.startsWith('/assets/');
}

/**
 * Turns requests away with 503 and `Retry-After` while the process has more in hand than it can answer in time: too many
 * requests wait, some wait and the loop has been late for long, or the heap is nearly full. A loop that is late by itself is no
 * reason: on a machine that also proves a patch every process waits for its turn, and turning a page away makes nothing faster.
 * Health is answered all the same, and the files of the page while it is but late. `inHand` counts this request too.
 */
export async function shedLoad(
  app: FastifyInstance,
  options: ShedOptions,
  inHand: () => number,
  logger: Logger,
): Promise<void> {
  const shed = bindMetrics(serverMetrics, options.registry).http_shed_requests_total;
  const queue = Math.max(2, Math.ceil(options.mostRequests * queueShare));
  let toldAtMs = Number.NEGATIVE_INFINITY;
  const refuse = (cause: Cause, detail: string): never => {
    shed.inc({ cause });
    const nowMs = performance.now();
    // Not for each of them: what is turned away in a flood must cost next to nothing.
    if (nowMs - toldAtMs >= tellEveryMs) {
      toldAtMs = nowMs;
      logger.warn({ cause, in_hand: inHand() }, 'requests are turned away');
    }
    throw errors.unavailable(detail, { retryAfterSeconds: 2 });
  };
  await app.register(underPressure, {
    maxHeapUsedBytes: Math.floor(getHeapStatistics().heap_size_limit * 0.95),
    sampleInterval: 1_000,
    pressureHandler: (request: FastifyRequest) => {
      if (!always.has(pathOf(request))) refuse('memory', 'the server has too much in hand');
    },
  });
  app.addHook('onRequest', (request, reply, done) => {
    if (options.isDraining()) reply.header('connection', 'close');
    const waiting = inHand();
    if (waiting > queue) {
      const path = pathOf(request);
      const isSpared = always.has(path);
      if (waiting > options.mostRequests && !isSpared) refuse('requests', 'the server has too many requests in hand');
      if (options.isLate() && !isSpared && !isFileOfPage(path)) refuse('event_loop', 'the server has too much in hand');
    }
    done();
  });
}
