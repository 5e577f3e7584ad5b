import { type AppError, isAppError } from '@maximus/kernel';
import { findErrorBy } from '@platformatic/kafka';
import { errors } from '../../errors.ts';

/** Whether an error of the client, or one that it holds, is a protocol error of this name. */
export function isKafkaError(thrown: unknown, apiId: string): boolean {
  return thrown instanceof Error && findErrorBy(thrown, 'apiId', apiId) !== null;
}

/** An error of the client as one of ours: too large, or brokers that do not answer as they should. Ours stay as they are. */
export function busErrorOf(thrown: unknown, doing: string): AppError {
  if (isAppError(thrown)) return thrown;
  if (isKafkaError(thrown, 'MESSAGE_TOO_LARGE') || isKafkaError(thrown, 'RECORD_LIST_TOO_LARGE')) {
    return errors.event_too_large(`${doing}: the brokers refuse an event of this size`, {}, thrown);
  }
  return errors.unavailable(`${doing}: ${reasonOf(thrown)}`, {}, thrown);
}

/** The innermost message: the client wraps what happened in a list of tries. */
function reasonOf(thrown: unknown): string {
  let error = thrown;
  for (let depth = 0; depth < 8; depth += 1) {
    if (error instanceof AggregateError && error.errors.length > 0) error = error.errors.at(-1);
    else if (error instanceof Error && error.cause instanceof Error) error = error.cause;
    else break;
  }
  return error instanceof Error ? error.message : String(error);
}
