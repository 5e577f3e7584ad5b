import type { AdvisoryKind, RemedyTarget } from '@maximus/contracts';

/** What is known of a flaw and of the use of its package, for the texts that a person may take up (eureka.md §3, 8 and 9). */
export interface FindingFacts {
  /** What else the flaw is called. */
  readonly aliases: readonly string[];
  /** CWE numbers, the most telling first. */
  readonly cwes: readonly number[];
  readonly reachability: 'not_imported' | 'imported' | 'reachable' | 'unknown';
  /** It is imported, and nothing of the project's own source uses what is flawed in it. */
  readonly notCalled?: boolean;
  /** Whether the package is part of what is shipped; development requirements are not. */
  readonly isShipped: boolean;
  /** What advisories say of the flaw, in the words of others; for a language model where one is set up. */
  readonly advisories?: readonly string[];
  /** What was looked at, such as `142 files of JavaScript`. */
  readonly evidence: string;
}

/** One finding to plan for, with what decides how far a plan may go for it. */
export interface RemedyFinding extends RemedyTarget {
  readonly kind: AdvisoryKind;
  /** Known to be exploited: no release is too young then. */
  readonly exploited: boolean;
  /** Absent where nobody looked: then no text is drafted. */
  readonly facts?: FindingFacts;
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
