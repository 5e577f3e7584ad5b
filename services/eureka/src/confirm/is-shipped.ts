import type { ReachabilityState } from '@maximus/contracts';
import { scopeCodes } from '@maximus/storage';

/**
 * Whether a package is part of what is shipped: not where every place of it is for developing and no code of the project
 * imports it. What is bundled is often written down as needed for developing only. `scope` is a place in `scopeCodes`.
 */
export function isShipped(scope: number, state: ReachabilityState): boolean {
  return scopeCodes[scope] !== 'dev' || state === 'imported' || state === 'reachable';
}
