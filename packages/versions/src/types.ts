import type { Result } from '@maximus/kernel';

/** How far apart two releases are, in the words of semantic versioning. */
export type Distance = 'none' | 'patch' | 'minor' | 'major';

/** A parsed requirement such as `^1.2.3`, `~=1.4` or `[1.0,2.0)`. */
export interface Constraint {
  /** The requirement as written. */
  readonly text: string;
  /** Whether a version satisfies it; a version that the scheme rejects never does. */
  allows(version: string): boolean;
}

/** The order of versions in one family of ecosystems. Pure, no network; every string is an allowed input. */
export interface VersionScheme {
  /** Folder name. */
  readonly id: string;
  /**
   * A form that `order` takes, so that a version compared often is parsed once. Fails with `versions.invalid`, whose
   * message names the version, the place and the rule, for what the native tool rejects.
   */
  parse(version: string): Result<ParsedVersion>;
  /** Negative, zero or positive. Total over everything `parse` accepts of this scheme. */
  order(a: ParsedVersion, b: ParsedVersion): number;
  /** Whether the version is a pre-release by the scheme's own rule. */
  isPrerelease(version: ParsedVersion): boolean;
  /** The class of change, in the scheme's own sense of a major version; the same in both directions. */
  distance(from: ParsedVersion, to: ParsedVersion): Distance;
  /** Absent where no requirement language belongs to the scheme. Fails with `versions.invalid_constraint`. */
  constraint?(text: string): Result<Constraint>;
  /**
   * A whole number below 2^32 - 1 that never falls where the version rises, so that most comparisons need no version: of
   * two that differ, the lower one belongs to the lower version. None where the version has no such number.
   */
  coarse?(version: ParsedVersion): number | undefined;
  /** Set where `parse` takes every SemVer 2.0 string and `order` puts them in SemVer 2.0's order. */
  readonly ordersSemver?: true;
}

/** Opaque outside its scheme. */
export interface ParsedVersion {
  /** As given. */
  readonly raw: string;
  /**
   * Why no range may decide on this version: today's native tool rejects the form, and it has a place in the order only
   * so that a list that holds it can be sorted. A range answers `unknown` with this text.
   */
  readonly doubt?: string | undefined;
}

/** One OSV ecosystem: its name without suffix, and what its packages are called. */
export interface Ecosystem {
  /** OSV spelling without suffix: `npm`, `PyPI`, `Debian`. */
  readonly id: string;
  /** Id of its version scheme; absent where nobody has written down an order: known, but not comparable. */
  readonly scheme?: string;
  /** purl type (ECMA-427); absent where there is none. */
  readonly purlType?: string;
  /** The form by which two spellings of one package are equal. */
  normaliseName(name: string): string;
}

/** One event of an OSV range. Exactly one field is set (OSV schema, affected[].ranges[].events). */
export interface RangeEvent {
  readonly introduced?: string;
  readonly fixed?: string;
  readonly last_affected?: string;
  readonly limit?: string;
}

/** What a range says of a version. */
export type RangeVerdict =
  | { readonly affected: true; readonly introduced: string; readonly fixed?: string; readonly lastAffected?: string }
  | { readonly affected: false }
  /** An event or the version does not parse: could not be checked. */
  | { readonly affected: 'unknown'; readonly reason: string };
