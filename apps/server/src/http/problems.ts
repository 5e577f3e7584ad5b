import type { Endpoint, Problem } from '@maximus/contracts';
import { errors, problemOf } from '@maximus/http';
import { type AppError, type Clock, isAppError } from '@maximus/kernel';
import { acceptCorrelationId, type Logger } from '@maximus/observability';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { letAnswerArrive } from './let-answer-arrive.ts';
import { pathOf, routeOf } from './open-request.ts';
import { stateOf } from './request-state.ts';

/** Answers every failure of a request with a problem, or in the shape of the foreign API that it came by. */
export function answerProblems(app: FastifyInstance, logger: Logger): void {
  app.setErrorHandler((thrown, request, reply) => sendProblem(request, reply, thrown, logger));
  app.setNotFoundHandler((request, reply) =>
    sendProblem(request, reply, errors.not_found(`there is nothing at ${pathOf(request).slice(0, 200)}`), logger),
  );
}

function sendProblem(request: FastifyRequest, reply: FastifyReply, thrown: unknown, logger: Logger): FastifyReply {
  const state = stateOf(request);
  const error = ours(thrown);
  const problem = problemOf(error, { correlationId: state.correlationId, instance: pathOf(request) });
  state.problem = problem.code;
  // What is turned away for want of time is counted and told by who does so.
  if (problem.status >= 500 && problem.code !== 'http.unavailable') {
    state.within(() =>
      logger.error({ err: thrown, method: request.method, route: routeOf(request) }, 'a request failed'),
    );
  }
  if (problem.status === 401) reply.header('www-authenticate', 'Bearer realm="maximus"');
  if (problem.retry_after !== undefined) reply.header('retry-after', String(problem.retry_after));
  const { allow } = error.details;
  if (typeof allow === 'string') reply.header('allow', allow);
  // What is left of a body that was refused is not read to its end; its sender is to hear why all the same.
  if (problem.status === 413) {
    reply.header('connection', 'close');
    letAnswerArrive(request.raw);
  }
  reply.header('cache-control', 'no-store').status(problem.status);
  const foreign = foreignBody(state.endpoint, problem);
  // Dependency-Track's own answers are problems; the others are plain JSON.
  const foreignType = state.endpoint?.foreign === 'dependency-track' ? 'application/problem+json' : 'application/json';
  if (foreign !== undefined) return reply.type(foreignType).send(JSON.stringify(foreign));
  return reply.type('application/problem+json').send(JSON.stringify(problem));
}

/** Answers what the router cannot read: no hook has run, so there is neither a correlation nor a right to ask for. */
export function refuseAddress(error: FastifyError, request: FastifyRequest, reply: FastifyReply, clock: Clock): void {
  const isLong = error.code === 'FST_ERR_MAX_PARAM_LENGTH';
  const ours = isLong
    ? errors.not_found('a part of the path is too long')
    : errors.bad_request('the path is not readable');
  const correlationId = acceptCorrelationId(request.headers['x-correlation-id'], clock);
  const problem = problemOf(ours, { correlationId, instance: pathOf(request).slice(0, 200) });
  void reply
    .status(problem.status)
    .headers({ 'x-correlation-id': correlationId, 'cache-control': 'no-store' })
    .type('application/problem+json')
    .send(JSON.stringify(problem));
}

/** Failures of the framework in our words; what is unknown stays what it is and becomes `http.internal`. */
function ours(thrown: unknown): AppError {
  if (isAppError(thrown)) return thrown;
  const { statusCode, code, message } = thrown as { statusCode?: number; code?: string; message?: string };
  const said = (message ?? '').slice(0, 200);
  if (statusCode === 413) return errors.body_too_large('the body is larger than this endpoint takes', {}, thrown);
  if (statusCode === 415) return errors.media_type('send application/json', {}, thrown);
  if (statusCode === 404) return errors.not_found(said, {}, thrown);
  if (typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500) {
    return errors.bad_request(said, { reason: code }, thrown);
  }
  return errors.internal('something went wrong on our side', {}, thrown);
}

/** gRPC's codes, which OSV's errors carry. */
const grpcCodes: Readonly<Record<number, number>> = {
  400: 3,
  401: 16,
  403: 7,
  404: 5,
  409: 10,
  422: 3,
  429: 8,
  503: 14,
};

function foreignBody(endpoint: Endpoint | undefined, problem: Problem): unknown {
  switch (endpoint?.foreign) {
    case 'osv':
      return { code: grpcCodes[problem.status] ?? 13, message: problem.detail };
    case 'npm':
      return { error: problem.detail };
    case 'dependency-track':
      return { status: problem.status, title: problem.title, detail: problem.detail };
    default:
      return undefined;
  }
}
