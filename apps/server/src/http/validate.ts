import type { Endpoint, ProblemItem } from '@maximus/contracts';
import { errors } from '@maximus/http';
import type { AppError, ErrorDetails } from '@maximus/kernel';
import type { z } from 'zod';

/** What a request says, unchecked. */
export interface RawInput {
  readonly params: unknown;
  readonly query: unknown;
  readonly body: unknown;
}

/** What a request says, checked by the schemas of its endpoint. */
export interface CheckedInput {
  readonly params: Readonly<Record<string, unknown>>;
  readonly query: Readonly<Record<string, unknown>>;
  readonly body: unknown;
}

const mostItems = 50;

/**
 * Checks path, query and body. Path and query that do not fit are 400 `http.bad_request` (syntax), a body is 422
 * `http.invalid` (meaning); each fault is listed with its place, at most 50.
 */
export function validate(endpoint: Endpoint, raw: RawInput): CheckedInput {
  const faults: ProblemItem[] = [];
  const params = part('path', endpoint.params, raw.params, faults);
  const query =
    endpoint.query === undefined ? noQuery(raw.query, faults) : part('query', endpoint.query, raw.query, faults);
  if (faults.length > 0) throw refused(errors.bad_request, 'the request does not fit the endpoint', faults);
  const body = part('body', endpoint.body, raw.body, faults);
  if (faults.length > 0) throw refused(errors.invalid, 'the body does not fit the endpoint', faults);
  return { params: params as CheckedInput['params'], query: query as CheckedInput['query'], body };
}

function refused(
  make: (message: string, details: ErrorDetails) => AppError,
  what: string,
  faults: ProblemItem[],
): AppError {
  const [first] = faults;
  return make(`${what}: ${first?.path} ${first?.message}`, { errors: faults.slice(0, mostItems) });
}

function part(where: string, schema: z.ZodType | undefined, value: unknown, faults: ProblemItem[]): unknown {
  if (schema === undefined) return where === 'body' ? undefined : {};
  if (!isKept(value)) {
    const path = placeOfUnkept(value, where).slice(0, 200);
    faults.push({ path, code: 'invalid_text', message: 'holds a NUL or half a surrogate pair' });
    return undefined;
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  for (const issue of parsed.error.issues.slice(0, mostItems)) {
    faults.push({ path: [where, ...issue.path.map(String)].join('.'), code: issue.code, message: issue.message });
  }
  return undefined;
}

/** An endpoint without a query takes none: a mistyped filter may not look like an answer. */
function noQuery(query: unknown, faults: ProblemItem[]): Readonly<Record<string, unknown>> {
  for (const name of Object.keys(query as object).slice(0, mostItems)) {
    faults.push({ path: `query.${name.slice(0, 64)}`, code: 'unrecognized_keys', message: 'is not known here' });
  }
  return {};
}

/** Whether the database takes every text of a value, to keep or to look for; JSON is bounded in depth before. */
function isKept(value: unknown): boolean {
  if (typeof value === 'string') return !value.includes('\0') && value.isWellFormed();
  if (typeof value !== 'object' || value === null) return true;
  if (Array.isArray(value)) return value.every(isKept);
  return Object.keys(value).every((name) => isKept(name) && isKept((value as Record<string, unknown>)[name]));
}

/** The place of the first text that is not; a name that is not stands for the object that has it. */
function placeOfUnkept(value: unknown, place: string): string {
  if (typeof value !== 'object' || value === null) return place;
  const found = Object.entries(value).find(([name, part]) => !isKept(name) || !isKept(part));
  return found === undefined || !isKept(found[0]) ? place : placeOfUnkept(found[1], `${place}.${found[0]}`);
}
