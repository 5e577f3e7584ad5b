import type { z } from 'zod';
import type { ChannelName } from '../realtime/channels.ts';

/** Who may call: `open` without log-in, else a role, or a token that carries one of the scopes. */
export interface Access {
  readonly role: 'open' | 'signed-in' | 'viewer' | 'reviewer' | 'operator' | 'admin';
  /** Scopes of API tokens that suffice instead of the role. */
  readonly scopes?: readonly TokenScope[];
}

/** Scopes of an API token (platform.md §2). */
export const tokenScopes = [
  'read',
  'inventory:write',
  'advisories:read',
  'metrics:read',
  'remediate',
  'review',
  'operate',
  'admin',
] as const;
/** One of the scopes. */
export type TokenScope = (typeof tokenScopes)[number];

/** One route of the API: the only source of its validation, its page in the OpenAPI document and the typed client. */
export interface Endpoint {
  /** Unique, `listApvs`: the operation id, and the name in the typed client. */
  readonly id: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** With parameters as `{name}`. */
  readonly path: string;
  readonly summary: string;
  /** Group in the API page. */
  readonly tag: string;
  readonly access: Access;
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  /** Absent: no body is read. */
  readonly body?: z.ZodType;
  /**
   * How the body arrives; `json` by default. `raw` hands a stream over and is bounded by `maxBodyBytes`; `either` takes
   * multipart form data or raw bytes.
   */
  readonly bodyKind?: 'json' | 'raw' | 'either';
  /** 1 MiB unless said (platform.md §1.4). */
  readonly maxBodyBytes?: number;
  /** Schema per status; problems are added to every endpoint. `undefined` for an empty or a foreign body. */
  readonly answers: Readonly<Record<number, z.ZodType | undefined>>;
  /** Media type of a foreign body, such as `application/zip`. */
  readonly produces?: string;
  /** Live channels that carry on what the answer shows: it says where they stood (`X-Maximus-Position`, gateway.md §2). */
  readonly joins?: readonly ChannelName[];
  /** The rate limit policy; `default` unless said (platform.md §3). */
  readonly limit?: string;
  /** The answer holds a secret that is shown once: it is never kept for a repeated request, cached or compressed. */
  readonly answersSecret?: boolean;
  /** The handler is given the `Cookie` header, which others never see. */
  readonly readsCookies?: boolean;
  /** A POST that only asks, and so is no entry of the audit log. */
  readonly onlyAsks?: boolean;
  /** Not an API of ours (OSV, npm, Dependency-Track): keeps its own names and shape of errors. */
  readonly foreign?: 'osv' | 'npm' | 'dependency-track';
}

/** Declares an endpoint and keeps the exact types of its schemas. */
export function defineEndpoint<const E extends Endpoint>(endpoint: E): E {
  return endpoint;
}

type Inferred<S, Otherwise> = S extends z.ZodType ? z.output<S> : Otherwise;

/** The checked path parameters of an endpoint. */
export type ParamsOf<E extends Endpoint> = Inferred<E['params'], Record<string, never>>;
/** The checked query of an endpoint. */
export type QueryOf<E extends Endpoint> = Inferred<E['query'], Record<string, never>>;
/** The checked JSON body of an endpoint. */
export type BodyOf<E extends Endpoint> = Inferred<E['body'], undefined>;
