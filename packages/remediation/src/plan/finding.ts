import type { AdvisoryKind, RemedyTarget } from '@maximus/contracts';

/** One finding to plan for, with what decides how far a plan may go for it. */
export interface RemedyFinding extends RemedyTarget {
  readonly kind: AdvisoryKind;
  /** Known to be exploited: no release is too young then. */
  readonly exploited: boolean;
}

/** The findings of one package of one lock file: they are planned for together. */
export interface Job {
  readonly ecosystem: string;
  readonly name: string;
  readonly targets: readonly RemedyFinding[];
  /** Alias groups of the targets. */
  readonly groups: ReadonlySet<string>;
  /** A malicious version may be left downwards. */
  readonly mayGoDown: boolean;
  readonly minReleaseAgeMs: number;
}
