import type { Endpoint } from '@maximus/contracts';
import type { Principal } from '@maximus/http';
import { type Correlation, correlation, type OpenSpan } from '@maximus/observability';
import type { FastifyInstance, FastifyRequest } from 'fastify';

/** What the server knows of one request, beside what the framework does. */
export class RequestState {
  readonly correlationId: string;
  readonly requestId: string;
  readonly span: OpenSpan;
  readonly beganMs = performance.now();
  principal: Principal;
  endpoint: Endpoint | undefined = undefined;
  /** SHA-256 of the body as it was parsed, for repeated requests. */
  bodyDigest: Uint8Array | undefined = undefined;
  /** Code of the problem that it was answered with. */
  problem: string | undefined = undefined;
  /** Checked path parameters, for the audit log. */
  params: Readonly<Record<string, unknown>> = noParams;
  /** Bytes of the answer before it is compressed; those of a stream grow as it is read. */
  original: { bytes: number } | undefined = undefined;
  /** Called once when the answer is out or the client is gone. */
  release: (() => void) | undefined = undefined;
  readonly #chain: Correlation;
  #gone: AbortController | undefined = undefined;
  #isGone = false;

  constructor(ids: { readonly correlationId: string; readonly requestId: string }, span: OpenSpan, address: string) {
    this.#chain = ids;
    this.correlationId = ids.correlationId;
    this.requestId = ids.requestId;
    this.span = span;
    this.principal = { kind: 'anonymous', address };
  }

  /** The trace that it belongs to. */
  get traceId(): string | undefined {
    return this.span.traceId;
  }

  /** Runs work under the correlation and the trace of the request; body events come without them. */
  within<T>(work: () => T): T {
    if (correlation.current() === this.#chain) return work();
    return correlation.run(this.#chain, () => this.span.run(work));
  }

  /** Aborted when the client has gone before the answer was out; made when it is first asked for. */
  get signal(): AbortSignal {
    this.#gone ??= new AbortController();
    if (this.#isGone) this.#gone.abort();
    return this.#gone.signal;
  }

  /** The client has gone. */
  leave(): void {
    this.#isGone = true;
    this.#gone?.abort();
  }
}

const noParams: Readonly<Record<string, unknown>> = {};
const stateKey = Symbol('state of the request');

interface Stated {
  [stateKey]: RequestState | undefined;
}

/** Makes room for the state on every request of an app. */
export function prepareStates(app: FastifyInstance): void {
  app.decorateRequest(stateKey, undefined);
}

/** Keeps the state of a request. */
export function keepState(request: FastifyRequest, state: RequestState): void {
  (request as unknown as Stated)[stateKey] = state;
}

/** The state of a request, if it was opened: one whose address cannot be read is answered before. */
export function findState(request: FastifyRequest): RequestState | undefined {
  return (request as unknown as Stated)[stateKey];
}

/** The state of a request; every request has one from its first hook on. */
export function stateOf(request: FastifyRequest): RequestState {
  const state = findState(request);
  if (state === undefined) throw new Error('the request was not opened');
  return state;
}
