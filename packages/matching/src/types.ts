import type { PackageAdvisory } from '@maximus/advisories';

/** What matching needs to know of a component. */
export interface Subject {
  readonly ecosystem: string;
  readonly name: string;
  /** Absent where nothing locks it: then nothing can be matched by version. */
  readonly version?: string;
  readonly integrity?: string;
}

/** Why an advisory holds for a version. */
export interface Hit {
  readonly advisory: PackageAdvisory;
  readonly reason: 'version-list' | 'range' | 'digest' | 'malware-name';
  readonly introduced?: string;
  readonly fixed?: string;
  readonly lastAffected?: string;
}

/** Why an advisory does not hold. */
export interface Miss {
  readonly advisory: PackageAdvisory;
  readonly reason: 'outside-ranges' | 'withdrawn' | 'other-ecosystem-release' | 'git-ranges-only' | 'nothing-affected';
}

/** Why an advisory could not be judged: never read as "not affected". */
export interface Undecided {
  readonly advisory: PackageAdvisory;
  readonly reason: 'no-version' | 'version-not-comparable' | 'event-not-comparable' | 'no-scheme';
  readonly text: string;
}

/** All three answers for one component. */
export interface MatchResult {
  readonly hits: readonly Hit[];
  readonly misses: readonly Miss[];
  readonly undecided: readonly Undecided[];
}
