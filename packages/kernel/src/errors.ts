/** What the table of a package says about one of its error codes. */
export interface ErrorRow {
  /** HTTP status the edge answers with. */
  readonly http: number;
  /** Whether the same call may succeed later without a change. */
  readonly retryable: boolean;
  /** One sentence that tells the reader what to do. */
  readonly help: string;
}

/** Extra facts of one failure. `file` and `line` (from 1) are shown before the message. */
export interface ErrorDetails {
  readonly file?: string;
  readonly line?: number;
  readonly [key: string]: unknown;
}

/** The one error class: recognised by `code` (`<package>.<reason>`), not by `instanceof`. */
export class AppError extends Error {
  override readonly name = 'AppError';
  readonly code: string;
  readonly http: number;
  readonly retryable: boolean;
  readonly help: string;
  readonly details: ErrorDetails;

  constructor(code: string, row: ErrorRow, message: string, details: ErrorDetails = {}, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.http = row.http;
    this.retryable = row.retryable;
    this.help = row.help;
    this.details = details;
  }
}

/** One maker per reason, plus the table itself for the documentation and its test. */
export type ErrorTable<R extends string> = {
  readonly [K in R]: (message: string, details?: ErrorDetails, cause?: unknown) => AppError;
} & { readonly $package: string; readonly $rows: Readonly<Record<R, ErrorRow>> };

/**
 * Declares the errors of one package. The code of a row is `<packageName>.<reason>`.
 * @example
 * export const errors = defineErrors('versions', { invalid: { http: 422, retryable: false, help: 'Correct the version.' } });
 * throw errors.invalid('"1..2" is not a version');
 */
export function defineErrors<R extends string>(packageName: string, rows: Record<R, ErrorRow>): ErrorTable<R> {
  const table: Record<string, unknown> = { $package: packageName, $rows: rows };
  for (const reason of Object.keys(rows) as R[]) {
    table[reason] = (message: string, details?: ErrorDetails, cause?: unknown) =>
      new AppError(`${packageName}.${reason}`, rows[reason], message, details, cause);
  }
  return table as ErrorTable<R>;
}

/** Whether a thrown thing is ours; works across copies of this module. */
export function isAppError(thing: unknown): thing is AppError {
  return thing instanceof Error && thing.name === 'AppError' && typeof (thing as { code?: unknown }).code === 'string';
}
