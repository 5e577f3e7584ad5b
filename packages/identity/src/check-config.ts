import { fail, ok, type Result } from '@maximus/kernel';
import type { AuthConfig } from './config.ts';
import { errors } from './errors.ts';

/** Refuses settings that would leave a production server open (gateway.md §4). Called before anything starts. */
export function checkAuthConfig(config: Pick<AuthConfig, 'dev_open'>, environment: string): Result<undefined> {
  if (config.dev_open && environment !== 'development') {
    return fail(errors.dev_open_refused(`auth.dev_open is set while environment is "${environment}"`));
  }
  return ok(undefined);
}
