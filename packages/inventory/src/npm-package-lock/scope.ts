import type { Scope } from '@maximus/contracts';

/** The flags that npm writes on an entry. */
export interface Flags {
  readonly dev?: unknown;
  readonly optional?: unknown;
  readonly devOptional?: unknown;
  readonly peer?: unknown;
  readonly extraneous?: unknown;
}

/**
 * npm's flags as a scope. `dev` wins because npm sets it only where nothing but development needs the entry;
 * `devOptional` is development and an optional dependency of production, so production may have it: `optional`.
 */
export function scopeOf(flags: Flags): Scope {
  if (flags.extraneous === true) return 'unknown';
  if (flags.dev === true) return 'dev';
  if (flags.optional === true || flags.devOptional === true) return 'optional';
  return flags.peer === true ? 'peer' : 'prod';
}
