import type { PackageAdvisory } from '@maximus/advisories';

/** What matching needs to know of a component. */
export interface Subject {
  /** OSV spelling, with suffix for distributions: `npm`, `Debian:12`. */
  readonly ecosystem: string;
  readonly name: string;
  /** Absent where nothing locks it: then only what affects every version can be matched. */
  readonly version?: string;
  readonly integrity?: string;
}

/** A manifest's requirement in the place of a locked version. */
export interface RequirementEvidence {
  /** As written: `^4.0.0`. */
  readonly text: string;
  /** A version that the requirement allows and the advisory affects. */
  readonly witness: string;
  /** Set where nobody named the witness: it stands for the versions just below this one. */
  readonly below?: string;
  /** Whether every known version that the requirement allows is affected. */
  readonly every: boolean;
}

/** Why an advisory holds for a version. */
export interface Hit {
  readonly advisory: PackageAdvisory;
  readonly reason: 'version-list' | 'range' | 'digest' | 'malware-name';
  /** The two events of the range, as the record writes them. */
  readonly introduced?: string;
  readonly fixed?: string;
  readonly lastAffected?: string;
  /** Set where no version is locked; the match is weaker then. */
  readonly requirement?: RequirementEvidence;
}

/** Why an advisory does not hold. */
export interface Miss {
  readonly advisory: PackageAdvisory;
  readonly reason: 'outside-ranges' | 'withdrawn' | 'other-ecosystem-release' | 'git-ranges-only' | 'nothing-affected';
}

/** Why an advisory could not be judged: never read as "not affected". */
export interface Undecided {
  readonly advisory: PackageAdvisory;
  readonly reason:
    | 'no-version'
    | 'no-ecosystem-release'
    | 'version-not-comparable'
    | 'event-not-comparable'
    | 'requirement-not-comparable'
    | 'no-scheme';
  readonly text: string;
}

/** All three answers for one component, each in the index's order. */
export interface MatchResult {
  readonly hits: readonly Hit[];
  readonly misses: readonly Miss[];
  readonly undecided: readonly Undecided[];
}
