import type { ReachabilityState, Scope } from '@maximus/contracts';

/** Scopes from what matters most in production; the place is the number that is stored. */
export const scopeCodes: readonly Scope[] = ['prod', 'unknown', 'optional', 'peer', 'dev'];

/** What is stored of the use of a package: a state, or that it is imported and nothing uses what is flawed in it. */
export type StoredUse = ReachabilityState | 'not_called';

/** Uses of a package; the place is the number that is stored. */
export const reachabilityCodes: readonly StoredUse[] = [
  'reachable',
  'imported',
  'not_imported',
  'unknown',
  'not_called',
];

/** The state of reachability that a stored number stands for; a code that is not known is `unknown`. */
export function stateOfUse(code: number): ReachabilityState {
  const use = reachabilityCodes[code] ?? 'unknown';
  return use === 'not_called' ? 'imported' : use;
}
