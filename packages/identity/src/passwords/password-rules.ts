import { fail, ok, type Result } from '@maximus/kernel';
import { errors } from '../errors.ts';
import { isCommonPassword } from './common-password.ts';

const MIN_CHARACTERS = 12;
const MAX_CHARACTERS = 256;

/** The form of a password that is hashed: one for all ways of typing it (NIST SP 800-63B §3.1.1.2). */
export function normalisedPassword(password: string): string {
  return password.normalize('NFKC');
}

/**
 * Whether a new password may be taken: 12 to 256 characters, not among what attackers try first, not built on the person's
 * own names. No rules about kinds of characters, and no expiry (NIST SP 800-63B §3.1.1).
 */
export function checkNewPassword(password: string, names: readonly (string | null | undefined)[]): Result<string> {
  const normal = normalisedPassword(password);
  const length = [...normal].length;
  if (length < MIN_CHARACTERS) return fail(errors.password_too_short(`a password needs ${MIN_CHARACTERS} characters`));
  if (length > MAX_CHARACTERS)
    return fail(errors.password_too_long(`a password has at most ${MAX_CHARACTERS} characters`));
  if (isCommonPassword(normal)) return fail(errors.password_common('this password is easily guessed'));
  if (isPersonal(normal, names)) return fail(errors.password_personal('the password is built on your own name'));
  return ok(normal);
}

/** What is left without the names must carry it alone. */
function isPersonal(password: string, names: readonly (string | null | undefined)[]): boolean {
  let rest = password.toLowerCase();
  const parts = names.flatMap((name) => (name ?? '').toLowerCase().split(/[\s@._+-]+/));
  for (const part of parts.filter((part) => part.length >= 4)) rest = rest.replaceAll(part, '');
  return rest.length < password.length && rest.length < 8;
}
