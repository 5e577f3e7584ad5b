import type { Readable } from 'node:stream';
import type { BodyOf, Endpoint, ParamsOf, QueryOf } from '@maximus/contracts';
import type { Principal } from './principal.ts';

/** A file or the raw body of an upload, as a stream that the handler must read or destroy. */
export interface Upload {
  readonly stream: Readable;
  readonly fileName?: string;
  readonly contentType?: string;
  /** Other fields of a form, each at most 1 MiB; filled before `stream` when they come first. */
  readonly fields: ReadonlyMap<string, string>;
}

/** What a handler is given: everything checked against the endpoint's schemas. */
export interface HandlerInput<E extends Endpoint> {
  readonly params: ParamsOf<E>;
  readonly query: QueryOf<E>;
  readonly body: BodyOf<E>;
  /** Only where `bodyKind` is `raw` or `either`. */
  readonly upload?: Upload;
  readonly principal: Principal;
  readonly correlationId: string;
  readonly requestId: string;
  /** Lower-case names; credentials are not among them, but for `cookie` where the endpoint `readsCookies`. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** Aborted when the client has gone. */
  readonly signal: AbortSignal;
}

/** What a handler gives back. A plain object is the 200 answer; this form sets status, headers or a foreign body. */
export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** JSON-serialisable, or bytes, or a stream. */
  readonly body?: unknown;
}

/** One endpoint with its handler, ready to be mounted. */
export interface Route {
  readonly endpoint: Endpoint;
  handle(input: HandlerInput<Endpoint>): Promise<Answer>;
}

/**
 * Binds a handler to an endpoint; the handler's types come from the endpoint's schemas.
 * @example
 * route(getProject, async ({ params }) => ok(await projects.get(params.id)));
 */
export function route<E extends Endpoint>(endpoint: E, handle: (input: HandlerInput<E>) => Promise<Answer>): Route {
  // The server has checked the input against this very endpoint before it calls.
  return { endpoint, handle: handle as unknown as Route['handle'] };
}

/** 200 with a JSON body. */
export function okAnswer(body: unknown, headers?: Readonly<Record<string, string>>): Answer {
  return headers === undefined ? { status: 200, body } : { status: 200, body, headers };
}

/** 202 with a JSON body: taken on, not done yet. */
export function acceptedAnswer(body: unknown): Answer {
  return { status: 202, body };
}
