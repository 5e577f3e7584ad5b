import type { Endpoint, Problem } from '@maximus/contracts';
import { Problem as ProblemSchema } from '@maximus/contracts';
import { fail, ok, type Result } from '@maximus/kernel';
import type { z } from 'zod';
import type { CallShape } from './endpoints.ts';

/** Why a call did not bring an answer of its endpoint. A value, never an exception. */
export type ApiFailure =
  /** The server said what is wrong. */
  | { readonly kind: 'problem'; readonly status: number; readonly problem: Problem }
  /** Something between here and the server answered, or an answer was none of the endpoint's. */
  | { readonly kind: 'unexpected'; readonly status: number; readonly message: string }
  | { readonly kind: 'network'; readonly message: string }
  | { readonly kind: 'timeout'; readonly message: string }
  /** The caller's signal. */
  | { readonly kind: 'aborted'; readonly message: string };

type In<S> = S extends z.ZodType ? z.input<S> : never;
type Out<S> = S extends z.ZodType ? z.output<S> : undefined;
type Optional<K extends string, T> = [T] extends [never]
  ? { readonly [P in K]?: undefined }
  : Record<string, never> extends T
    ? { readonly [P in K]?: T }
    : { readonly [P in K]: T };

/** What a call is given: the parts that the endpoint names. `upload` for endpoints that take raw bytes or forms. */
export type CallInput<E extends Endpoint> = Optional<'params', In<E['params']>> &
  Optional<'query', In<E['query']>> &
  Optional<'body', In<E['body']>> &
  (E['bodyKind'] extends 'raw' | 'either' ? { readonly upload?: UploadBody } : { readonly upload?: undefined });

/** An answer of an endpoint: one shape per status that it names. */
export type AnswerOf<E extends Endpoint> = {
  [S in keyof E['answers'] & number]: { readonly status: S; readonly body: Out<E['answers'][S]> };
}[keyof E['answers'] & number];

/** An answer with its headers; `etag` as `If-Match` and `If-None-Match` take it. */
export type ApiAnswer<E extends Endpoint> = AnswerOf<E> & {
  readonly headers: Headers;
  readonly etag?: string | undefined;
};

/** What `fetch` takes as a body: bytes, text, a form, a blob or a stream. */
export type UploadBody = NonNullable<RequestInit['body']>;

/** One request, ready to be sent any number of times. */
export interface Request {
  readonly url: string;
  readonly init: RequestInit;
}

/** What a call consists of before it is typed. */
export interface LooseInput {
  readonly params?: Readonly<Record<string, unknown>> | undefined;
  readonly query?: Readonly<Record<string, unknown>> | undefined;
  readonly body?: unknown;
  readonly upload?: UploadBody | undefined;
}

/** The request of an endpoint: parameters escaped into the path, lists repeated in the query. */
export function requestOf(endpoint: CallShape, baseUrl: string, input: LooseInput, headers: Headers): Request {
  const path = endpoint.path.replace(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(String(input.params?.[name] ?? '')),
  );
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(input.query ?? {})) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== undefined && one !== null) query.append(name, String(one));
    }
  }
  const search = query.size === 0 ? '' : `?${query}`;
  let body: UploadBody | undefined;
  if (input.upload !== undefined) body = input.upload;
  else if (input.body !== undefined) {
    body = JSON.stringify(input.body);
    headers.set('content-type', 'application/json');
  }
  headers.set('accept', 'application/json, application/problem+json');
  return {
    url: `${baseUrl.replace(/\/$/, '')}${path}${search}`,
    init: { method: endpoint.method, headers, credentials: 'include', ...(body === undefined ? {} : { body }) },
  };
}

/** Reads what came back. Bodies are not held against the schemas: a newer server may send more (platform.md §1.1). */
export async function answerOf(endpoint: CallShape, response: Response): Promise<Result<unknown, ApiFailure>> {
  const { status, headers } = response;
  const type = headers.get('content-type') ?? '';
  if (Object.hasOwn(endpoint.answers, status)) {
    const empty = status === 204 || status === 304 || endpoint.answers[status] !== true;
    const body = empty && endpoint.produces === undefined ? undefined : await bodyOf(response, type);
    if (empty && endpoint.produces === undefined) await response.body?.cancel();
    const etag = headers.get('etag') ?? undefined;
    return ok({ status, body, headers, etag });
  }
  const text = await response.text();
  const problem = type.includes('application/problem+json') ? ProblemSchema.safeParse(parsed(text)) : undefined;
  if (problem?.success === true) return fail({ kind: 'problem', status, problem: problem.data });
  return fail({ kind: 'unexpected', status, message: `the server answered ${status} ${response.statusText}`.trim() });
}

async function bodyOf(response: Response, type: string): Promise<unknown> {
  return type.includes('json') ? response.json() : response.blob();
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
