import type { Endpoint } from '@maximus/contracts';
import type { Principal } from '@maximus/http';
import type { FastifyRequest } from 'fastify';

/** What the server knows of one request, beside what the framework does. */
export interface RequestState {
  readonly correlationId: string;
  readonly requestId: string;
  readonly traceId: string | undefined;
  readonly beganMs: number;
  /** Aborted when the client has gone before the answer was out. */
  readonly gone: AbortController;
  /** Runs work under the correlation and the trace of the request; body events come without them. */
  readonly within: <T>(work: () => T) => T;
  principal: Principal;
  endpoint: Endpoint | undefined;
  /** SHA-256 of the body as it was parsed, for repeated requests. */
  bodyDigest?: Uint8Array;
  /** Code of the problem that it was answered with. */
  problem?: string;
  /** Checked path parameters, for the audit log. */
  params: Readonly<Record<string, unknown>>;
  /** Called once when the answer is out or the client is gone. */
  release?: () => void;
}

const states = new WeakMap<object, RequestState>();

/** Keeps the state of a request. */
export function keepState(request: FastifyRequest, state: RequestState): void {
  states.set(request.raw, state);
}

/** The state of a request, if it was opened: one whose address cannot be read is answered before. */
export function findState(request: FastifyRequest): RequestState | undefined {
  return states.get(request.raw);
}

/** The state of a request; every request has one from its first hook on. */
export function stateOf(request: FastifyRequest): RequestState {
  const state = findState(request);
  if (state === undefined) throw new Error('the request was not opened');
  return state;
}
