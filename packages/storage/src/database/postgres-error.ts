import { type AppError, isAppError } from '@maximus/kernel';
import { errors } from '../errors.ts';

/** The SQLSTATE of an error of PostgreSQL (appendix A of its manual), also below a `storage.*`; else `undefined`. */
export function sqlStateOf(error: unknown): string | undefined {
  if (isAppError(error)) return error.cause === undefined ? undefined : sqlStateOf(error.cause);
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) ? code : undefined;
}

/** Whether a statement was refused because a row with the same key is there; of one constraint, when it is named. */
export function isUniqueViolation(error: unknown, constraint?: string): boolean {
  if (sqlStateOf(error) !== '23505') return false;
  return constraint === undefined || (error as { constraint?: unknown }).constraint === constraint;
}

/** Whether a statement was refused because the schema changed since it was prepared. */
export function isStalePlan(error: unknown): boolean {
  return sqlStateOf(error) === '0A000' && error instanceof Error && error.message.includes('cached plan');
}

/** Whether the transaction may simply be run again: a deadlock, a serialisation failure, or a stale plan. */
export function isTransient(error: unknown): boolean {
  const state = sqlStateOf(error);
  return state === '40P01' || state === '40001' || isStalePlan(error);
}

type Maker = (message: string, details?: { [key: string]: unknown }, cause?: unknown) => AppError;

const byState: Readonly<Record<string, Maker>> = {
  '28P01': errors.wrong_password,
  '28000': errors.wrong_password,
  '3D000': errors.database_missing,
  '42501': errors.not_permitted,
  '53100': errors.disk_full,
  '53300': errors.too_many_connections,
  '25006': errors.read_only,
  '55P03': errors.lock_timeout,
  '57014': errors.statement_timeout,
  '40P01': errors.conflict,
  '40001': errors.conflict,
};
/** Shutdown, crash, start-up; and class 08, whose members are added by prefix. */
const awayStates: ReadonlySet<string> = new Set(['57P01', '57P02', '57P03', '57P05', '25P03']);
const awayCodes: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ERR_SOCKET_CLOSED',
]);
/** What the driver says when the server asks for a password and it has none. */
const withoutPassword = /^SASL: .*password must be/;
const awayTexts = /connection terminated|connection timeout|timeout expired|server does not support SSL|not queryable/i;

/**
 * What a failure of the driver means, as `storage.*`. Violated constraints (class 23) and other errors about the data
 * itself come back as they are, because repositories tell them apart; see `isUniqueViolation`.
 */
export function storageError(error: unknown): unknown {
  if (isAppError(error) || !(error instanceof Error)) return error;
  const text = error.message === '' ? String((error as { code?: unknown }).code ?? error.name) : error.message;
  if (withoutPassword.test(text))
    return errors.wrong_password('PostgreSQL asks for a password and none is set', {}, error);
  const state = sqlStateOf(error);
  const maker = state === undefined ? undefined : byState[state];
  if (maker !== undefined) return maker(text, {}, error);
  if (isAway(error, state)) return errors.unreachable(`PostgreSQL is away: ${text}`, {}, error);
  if (state?.startsWith('42')) return errors.query_failed(text, {}, error);
  return error;
}

/** A message that the server cannot read will not be read at the next try either. */
const protocolViolation = '08P01';

function isAway(error: Error, state: string | undefined): boolean {
  if (state !== undefined) return awayStates.has(state) || (state.startsWith('08') && state !== protocolViolation);
  const { code } = error as { code?: unknown };
  if (typeof code === 'string' && (awayCodes.has(code) || code.startsWith('ERR_TLS') || /CERT/.test(code))) return true;
  // An aggregate of the attempts on each address of a host name.
  if (error instanceof AggregateError)
    return error.errors.some((one) => one instanceof Error && isAway(one, undefined));
  return awayTexts.test(error.message);
}
