/** What was answered the first time. */
export interface StoredAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** As it was sent; at most 1 MiB is kept. */
  readonly body: string;
}

/** One request with an `Idempotency-Key`. */
export interface IdempotentRequest {
  /** Who asks and for what: principal, method and route. A key means nothing outside of it. */
  readonly scope: string;
  /** At most 128 characters. */
  readonly key: string;
  /** SHA-256 of the body. */
  readonly bodyDigest: Uint8Array;
}

/** The right to carry a request out. */
export interface IdempotencyClaim {
  /** Keeps the answer for those who ask again. */
  finish(answer: StoredAnswer): Promise<void>;
  /** Nothing was done: the next one with this key carries it out. */
  abandon(): Promise<void>;
}

/** What a request with a key is to do. */
export type IdempotencyOutcome =
  | { readonly state: 'new'; readonly claim: IdempotencyClaim }
  | { readonly state: 'answered'; readonly answer: StoredAnswer }
  /** The first one is still at work: 409, try again. */
  | { readonly state: 'in_progress' }
  /** Another body came under this key: 422 `http.idempotency_mismatch`. */
  | { readonly state: 'mismatch' };

/** Answers to repeated requests (platform.md §1.5): kept 24 hours. */
export interface IdempotencyKeys {
  begin(request: IdempotentRequest): Promise<IdempotencyOutcome>;
}
