import type { Problem, ProblemItem } from '@maximus/contracts';
import { type AppError, isAppError } from '@maximus/kernel';
import { errors } from './errors.ts';

/** Where a problem happened. */
export interface ProblemPlace {
  readonly correlationId: string;
  /** Path of the request, without its query. */
  readonly instance: string;
}

/**
 * What the caller is told of an error: our own errors in their words, anything else as `http.internal` without internals
 * (platform.md §1.4, RFC 9457). `details.errors`, `details.retryAfterSeconds` and
 * `details.current` are passed on.
 */
export function problemOf(thrown: unknown, place: ProblemPlace): Problem {
  const error: AppError = isAppError(thrown) ? thrown : errors.internal('something went wrong on our side');
  const { errors: items, retryAfterSeconds, reason, policy, current } = error.details;
  const told = error.http >= 500 && error.http !== 503 ? 'something went wrong on our side' : error.message;
  return {
    type: `urn:maximus:error:${error.code}`,
    title: error.help,
    status: error.http,
    detail: told,
    instance: place.instance,
    code: error.code,
    correlation_id: place.correlationId,
    ...(Array.isArray(items) ? { errors: items as ProblemItem[] } : {}),
    ...(typeof retryAfterSeconds === 'number' ? { retry_after: retryAfterSeconds } : {}),
    ...(typeof reason === 'string' ? { reason } : {}),
    ...(typeof policy === 'string' ? { policy } : {}),
    ...(current === undefined ? {} : { current }),
  };
}
