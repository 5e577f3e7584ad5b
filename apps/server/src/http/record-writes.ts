import type { Logger } from '@maximus/observability';
import type { FastifyInstance } from 'fastify';
import type { HttpPorts } from './ports.ts';
import { findState } from './request-state.ts';

/** Tells the audit log of every answered write; an answer that is out is not taken back when the log fails. */
export function recordWrites(app: FastifyInstance, { recordWrite }: HttpPorts, logger: Logger): void {
  if (recordWrite === undefined) return;
  app.addHook('onResponse', (request, reply, done) => {
    const state = findState(request);
    const endpoint = state?.endpoint;
    // By callback: most answers are no writes, and each promise costs.
    done();
    if (state === undefined || endpoint === undefined || endpoint.method === 'GET' || endpoint.onlyAsks) return;
    const userAgent = request.headers['user-agent'];
    void state.within(async () => {
      try {
        await recordWrite({
          endpoint,
          params: state.params,
          principal: state.principal,
          status: reply.statusCode,
          correlationId: state.correlationId,
          requestId: state.requestId,
          ...(state.problem === undefined ? {} : { code: state.problem }),
          ...(state.traceId === undefined ? {} : { traceId: state.traceId }),
          ...(userAgent === undefined ? {} : { userAgent }),
        });
      } catch (err) {
        logger.error({ err, endpoint: endpoint.id }, 'a write could not be put into the audit log');
      }
    });
  });
}
