import type { DecisionSubject, Priority, Rung, SandboxLevel, SemverStep, Verdict } from '@maximus/contracts';

/** What rules look at of a subject; the same facts at opening, at each vote and at the release. */
export interface SubjectFacts {
  readonly kind: DecisionSubject['kind'];
  readonly projectId: string;
  /** `system:eureka`, or the id of a person; anything else counts as unknown. */
  readonly author: string;
  readonly priority: Priority;
  readonly inKev: boolean;
  readonly rung: Rung;
  /** Whether there is a diff, and so something that the arena could prove. */
  readonly hasDiff: boolean;
  readonly verdict: Verdict | undefined;
  /** It takes a delivered patch back: what it brings in again is known, and shown. */
  readonly isRevert?: boolean;
  readonly level: SandboxLevel | undefined;
  /** Of the arena, 0–1; undefined where it did not run. */
  readonly confidence: number | undefined;
  readonly prediction: { readonly prediction: boolean; readonly confidence: number } | undefined;
  /** Vulnerabilities that the patch brings; undefined where nobody looked. */
  readonly introduced: number | undefined;
  /** The largest step of any package that changes. */
  readonly largestStep: SemverStep;
}

/** Who would vote. */
export interface Voter {
  /** Absent: a token that belongs to no person. */
  readonly userId: string | undefined;
  readonly isReviewer: boolean;
  readonly isAdmin: boolean;
}

/** What the decision itself says when somebody votes. */
export interface DecisionFacts {
  readonly isEscalated: boolean;
  readonly voters: readonly string[];
}
