import type { ReachabilityState, Scope } from '@maximus/contracts';

/** Scopes from what matters most in production; the place is the number that is stored. */
export const scopeCodes: readonly Scope[] = ['prod', 'unknown', 'optional', 'peer', 'dev'];

/** States of reachability; the place is the number that is stored. */
export const reachabilityCodes: readonly ReachabilityState[] = ['reachable', 'imported', 'not_imported', 'unknown'];
