import type { Endpoint } from '@maximus/contracts';
import type { Principal } from '@maximus/http';
import type { Result } from '@maximus/kernel';

/** What a request brings to be recognised by. */
export interface Credentials {
  readonly cookie: string | undefined;
  readonly authorization: string | undefined;
  readonly apiKey: string | undefined;
  readonly csrfToken: string | undefined;
  readonly origin: string | undefined;
  /** `Sec-Fetch-Site`, where the browser sends it. */
  readonly fetchSite: string | undefined;
  readonly host: string | undefined;
  readonly method: string;
  readonly address: string;
}

/** Tells who makes a request; fails for credentials that do not hold and for writes from foreign pages. */
export type Authenticate = (credentials: Credentials) => Promise<Result<Principal>>;

/** One request, as a limiter weighs it. */
export interface LimitedRequest {
  readonly policy: string;
  readonly method: string;
  /** Pattern of the route. */
  readonly route: string;
  readonly principal: Principal;
}

/** What a limiter decided; `headers` go onto every answer. */
export interface LimitDecision {
  readonly allowed: boolean;
  readonly headers: Readonly<Record<string, string>>;
  /** Only when refused. */
  readonly error?: Error;
  /** Gives back what counts requests at once; called once the request has ended. */
  release(): Promise<void>;
}

/** Weighs a request before it is carried out. */
export type Limit = (request: LimitedRequest) => Promise<LimitDecision>;

/** What is kept of a repeated request; storage's idempotency keys have this shape. */
export interface Repeats {
  begin(request: { readonly scope: string; readonly key: string; readonly bodyDigest: Uint8Array }): Promise<
    | {
        readonly state: 'new';
        readonly claim: { finish(answer: KeptAnswer): Promise<void>; abandon(): Promise<void> };
      }
    | { readonly state: 'answered'; readonly answer: KeptAnswer }
    | { readonly state: 'in_progress' }
    | { readonly state: 'mismatch' }
  >;
}

/** An answer that can be given again. */
export interface KeptAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** One answered write, for the audit log. */
export interface AnsweredWrite {
  readonly endpoint: Endpoint;
  readonly params: Readonly<Record<string, unknown>>;
  readonly principal: Principal;
  readonly status: number;
  readonly code?: string;
  readonly correlationId: string;
  readonly requestId: string;
  readonly traceId?: string;
  readonly userAgent?: string;
}

/** What the HTTP side is given by the modules; each is optional, and without it its rule is simply not there. */
export interface HttpPorts {
  readonly authenticate?: Authenticate | undefined;
  readonly limit?: Limit | undefined;
  readonly repeats?: Repeats | undefined;
  /** The header that says where live channels stand; read before the data of an answer that they carry on. */
  readonly positionHeader?: ((...channels: readonly string[]) => Readonly<Record<string, string>>) | undefined;
  readonly recordWrite?: ((write: AnsweredWrite) => Promise<void>) | undefined;
}
