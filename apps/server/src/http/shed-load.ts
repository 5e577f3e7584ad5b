import { getHeapStatistics } from 'node:v8';
import underPressure from '@fastify/under-pressure';
import { errors } from '@maximus/http';
import { bindMetrics, type MetricsRegistry } from '@maximus/observability';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { serverMetrics } from '../metrics.ts';
import { pathOf } from './open-request.ts';

/** When requests are turned away. */
export interface ShedOptions {
  readonly mostRequests: number;
  readonly registry: MetricsRegistry | undefined;
  readonly isDraining: () => boolean;
  /** Requests in hand, this one too. */
  readonly inHand: () => number;
}

/** Paths that say how the server is: answered whatever its state. */
const always = new Set(['/health', '/ready', '/live', '/metrics']);

/** Answered as well while the loop is late: a file costs next to nothing, and a page that lacks one script stays empty. */
function isFileOfPage(path: string): boolean {
  return path.startsWith('/assets/');
}

/**
 * Turns requests away with 503 and `Retry-After` while the process has more in hand than it can answer in time: the loop
 * is a second late, the heap is nearly full, or too many requests wait. Health is answered all the same, and the files of
 * the page while it is but late.
 */
export async function shedLoad(app: FastifyInstance, options: ShedOptions): Promise<void> {
  const shed = bindMetrics(serverMetrics, options.registry).http_shed_requests_total;
  const refuse = (cause: 'event_loop' | 'memory' | 'requests', detail: string): never => {
    shed.inc({ cause });
    throw errors.unavailable(detail, { retryAfterSeconds: 2 });
  };
  await app.register(underPressure, {
    maxEventLoopDelay: 1_000,
    maxHeapUsedBytes: Math.floor(getHeapStatistics().heap_size_limit * 0.95),
    sampleInterval: 1_000,
    pressureHandler: (request: FastifyRequest, _reply, type) => {
      const path = pathOf(request);
      if (always.has(path) || (type === 'eventLoopDelay' && isFileOfPage(path))) return;
      refuse(type === 'eventLoopDelay' ? 'event_loop' : 'memory', 'the server has too much in hand');
    },
  });
  app.addHook('onRequest', (request, reply, done) => {
    if (options.isDraining()) reply.header('connection', 'close');
    if (options.inHand() > options.mostRequests && !always.has(pathOf(request))) {
      refuse('requests', 'the server has too many requests in hand');
    }
    done();
  });
}
