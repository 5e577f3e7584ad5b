import type { AppError } from '@maximus/kernel';
import { errors } from '../errors.ts';

const unauthorised = /Authentication failed|could not read Username|returned error: 40[13]|HTTP Basic: Access denied/i;
const missing = /not found|does not appear to be a git repository|returned error: 404|does not exist/i;
const unreachable =
  /Could not resolve host|Failed to connect|Connection (?:refused|reset|timed out)|unable to access|returned error: (?:429|5\d\d)|early EOF|hung up unexpectedly|RPC failed|SSL/i;

/** Names what a failed git command means, from its exit code and what it wrote (LC_ALL=C). */
export function gitFailure(what: string, code: number | null, stderr: string, remote: boolean): AppError {
  const said = firstLines(stderr);
  const details = { exit_code: code };
  if (/dubious ownership/.test(stderr))
    return errors.origin_unreachable(`${what}: the origin belongs to another user of this machine`, details);
  if (
    /(?:gpg failed to sign|couldn't sign|Couldn't load|failed to write commit object|error in libcrypto)/i.test(stderr)
  )
    return errors.signing_failed(`${what}: ${said}`, details);
  if (remote) {
    if (unauthorised.test(stderr)) return errors.unauthorised(`${what}: the origin refuses the token`, details);
    if (/couldn't find remote ref/.test(stderr))
      return errors.base_unknown(`${what}: the origin has no such branch`, details);
    if (missing.test(stderr)) return errors.not_found(`${what}: the origin is not there`, details);
    if (/transport '\w*' not allowed/.test(stderr)) return errors.config_invalid(`${what}: ${said}`, details);
    if (unreachable.test(stderr)) return errors.origin_unreachable(`${what}: ${said}`, details);
  }
  return errors.git_failed(`${what} ended with ${code ?? 'a signal'}: ${said}`, details);
}

function firstLines(stderr: string): string {
  const lines = stderr.split('\n').filter((line) => line.trim() !== '');
  return lines.slice(0, 3).join(' | ').slice(0, 400);
}
