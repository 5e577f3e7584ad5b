import type { ApiFailure } from '@maximus/client';
import type { ProblemItem } from '@maximus/contracts';

interface Outcome<T> {
  readonly ok: boolean;
  readonly value?: T;
  readonly error?: ApiFailure;
}

/** A call that brought no answer, as an exception: what queries and mutations of the page reject with. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly failure: ApiFailure;

  constructor(failure: ApiFailure) {
    super(failure.kind === 'problem' ? failure.problem.detail : failure.message);
    this.failure = failure;
  }

  /** HTTP status; absent where nothing answered. */
  get status(): number | undefined {
    return 'status' in this.failure ? this.failure.status : undefined;
  }

  /** Such as `hitl.version_conflict`; `network`, `timeout` or `unexpected` where the server gave none. */
  get code(): string {
    return this.failure.kind === 'problem' ? this.failure.problem.code : this.failure.kind;
  }

  get correlationId(): string | undefined {
    return this.failure.kind === 'problem' ? this.failure.problem.correlation_id : undefined;
  }

  /** What is wrong with which field. */
  get fields(): readonly ProblemItem[] {
    return this.failure.kind === 'problem' ? (this.failure.problem.errors ?? []) : [];
  }

  /** Nothing answered: the server or the way to it is away. */
  get isUnreachable(): boolean {
    return this.failure.kind === 'network' || this.failure.kind === 'timeout';
  }
}

/** The value of a call's outcome. Throws `ApiError`. */
export function answerOf<T>(outcome: Outcome<T>): T {
  if (outcome.ok) return outcome.value as T;
  throw new ApiError(outcome.error ?? { kind: 'unexpected', status: 0, message: 'no outcome' });
}

/** The body of a call's answer. Throws `ApiError`. */
export async function bodyOf<B>(call: Promise<Outcome<{ readonly body: B }>>): Promise<B> {
  return answerOf(await call).body;
}
