import type { Rung } from '@maximus/contracts';

/** What a project allows of a plan (eureka.md §4). */
export interface RemedyPolicy {
  /** Age that a release must have; 0 is used for malware and what is known to be exploited. */
  readonly minReleaseAgeMs: number;
  /** Whether major steps may be proposed at all; a person reviews each of them in any case. */
  readonly allowMajor: boolean;
  /** Whether an override may go past what its requirers ask for by semantic versioning. */
  readonly allowWideOverrides: boolean;
  /** Whether a rule that the project itself wrote under `overrides` may be changed. */
  readonly mayChangeOverrides: boolean;
  /** Rungs that may be taken; all of them where absent. Manual review is always there. */
  readonly rungs?: ReadonlySet<Rung>;
}

const dayMs = 86_400_000;

/** The defaults of eureka.md §3 and §4. */
export const defaultPolicy: RemedyPolicy = {
  minReleaseAgeMs: 3 * dayMs,
  allowMajor: true,
  allowWideOverrides: false,
  mayChangeOverrides: false,
};
