import { type AppError, fail, ok, type Result } from '@maximus/kernel';
import { errors } from './errors.ts';
import type { Constraint, ParsedVersion } from './types.ts';

/** Longest version or requirement that is read, in UTF-16 code units: work per string stays bounded whatever it holds. */
export const MAX_LENGTH = 4096;

/** Why a text was not read: the rule that it breaks and the index of the first code unit that breaks it. */
export interface Rejection {
  readonly rule: string;
  readonly at: number;
}

/** A reader of versions: what it read, or why not. */
export type ReadVersion<V extends ParsedVersion> = (text: string) => V | Rejection;

/** Makes a rejection. */
export function reject(rule: string, at: number): Rejection {
  return { rule, at };
}

/** Whether a reader gave up. */
export function isRejection(thing: object): thing is Rejection {
  return 'rule' in thing;
}

/**
 * The `parse` of a scheme from its reader: bounds the length, turns a rejection into `versions.invalid`.
 * `what` names the kind in the message: `a Debian version`.
 */
export function parserOf<V extends ParsedVersion>(what: string, read: ReadVersion<V>): (version: string) => Result<V> {
  return (version) => {
    const rejection = outOfBounds(version);
    if (rejection !== undefined) return fail(invalid(what, version, rejection));
    const parsed = read(version);
    return isRejection(parsed) ? fail(invalid(what, version, parsed)) : ok(parsed);
  };
}

/** The same for requirements: `read` gives the test for a version, the failure is `versions.invalid_constraint`. */
export function constraintOf(
  what: string,
  read: (text: string) => ((version: string) => boolean) | Rejection,
): (text: string) => Result<Constraint> {
  return (text) => {
    const rejection = typeof text === 'string' && text.length === 0 ? undefined : outOfBounds(text);
    const allows = rejection ?? read(text);
    if (typeof allows === 'function') {
      return ok({ text, allows: (version) => outOfBounds(version) === undefined && allows(version) });
    }
    return fail(errors.invalid_constraint(message(what, text, allows), { at: allows.at, rule: allows.rule }));
  };
}

function outOfBounds(text: string): Rejection | undefined {
  if (typeof text !== 'string') return reject('it is not a string', 0);
  if (text.length === 0) return reject('it is empty', 0);
  if (text.length > MAX_LENGTH) return reject(`it is longer than ${MAX_LENGTH} characters`, MAX_LENGTH);
  return undefined;
}

function invalid(what: string, version: string, rejection: Rejection): AppError {
  return errors.invalid(message(what, version, rejection), { at: rejection.at, rule: rejection.rule });
}

function message(what: string, text: string, rejection: Rejection): string {
  const shown =
    typeof text === 'string' ? JSON.stringify(text.length > 60 ? `${text.slice(0, 57)}...` : text) : typeof text;
  return `${shown} is not ${what}: ${rejection.rule} (at character ${rejection.at + 1})`;
}
