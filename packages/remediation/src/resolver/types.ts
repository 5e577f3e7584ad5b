import type { PackageChange } from '@maximus/contracts';
import type { Job } from '../plan/finding.ts';
import type { RemedyPolicy } from '../plan/policy.ts';
import type { Blockage } from './blockage.ts';

/** How far a rung may go. */
export interface Freedom {
  /** Requirements of the project's own manifests on the affected package. */
  readonly direct: boolean;
  /** Packages that ask for it, and the project's requirements on those. */
  readonly ancestors: boolean;
  readonly majors: boolean;
  /** Override rules in the place of the two. */
  readonly overrides: boolean;
}

/** How far versions move, summed over the changed entries (eureka.md §4). */
export interface Steps {
  readonly major: number;
  readonly minor: number;
  readonly patch: number;
}

/** New text of one file. */
export interface FileChange {
  /** Relative to the project, with `/`. */
  readonly file: string;
  readonly kind: 'manifest' | 'lock' | 'code';
  readonly before: string;
  readonly after: string;
}

/** One package that is to have another version; without `from` it is new. */
export interface PinMove {
  readonly name: string;
  readonly from?: string;
  readonly to: string;
}

/** A change that closes its targets in the model. */
export interface Candidate {
  /** Equal for equal changes. */
  readonly fingerprint: string;
  readonly changes: readonly PackageChange[];
  readonly steps: Steps;
  readonly changedFiles: number;
  /** Deprecated versions that come in. */
  readonly deprecated: number;
  /** Age of the youngest release that comes in, in milliseconds. */
  readonly youngestMs: number;
  /** Entry of the lock file → `name@version`, as the model says they will be. */
  readonly expected: ReadonlyMap<string, string>;
  /** Entries that the lock file may hold besides, where only the tool knows whether they are needed. */
  readonly possible?: ReadonlyMap<string, string>;
  /** The moves that the tool is told of, where it does not take them from the prepared files. */
  readonly pins?: readonly PinMove[];
  /** Manifests and the prepared lock file. */
  readonly files: readonly FileChange[];
}

/** What a search came to: what may be proposed, in no order, and what stood in the way of the rest. */
export interface Found {
  readonly candidates: readonly Candidate[];
  readonly blockages: readonly Blockage[];
}

/** What bounds a search. */
export interface SearchBounds {
  readonly policy: RemedyPolicy;
  /** Whether the time of the project is used up. */
  readonly isSpent: () => boolean;
  /** Fingerprints of candidates that the package manager did not confirm. */
  readonly refused: ReadonlySet<string>;
}

/** An ecosystem's rules over registry metadata, in memory; no tool is started (eureka.md §3). */
export interface ResolverModel {
  /** Whether a manifest of the project asks for the package itself. */
  isDirect(job: Job): boolean;
  /** Whether anything of the lock file is affected by the targets. */
  isAffected(job: Job): boolean;
  search(job: Job, freedom: Freedom, bounds: SearchBounds): Promise<Found>;
  /** Asks of every override of the manifest whether the tree without it is as good; absent where overrides are unknown. */
  retire?(bounds: SearchBounds): Promise<readonly Retirement[]>;
}

/** One override, and what its going would come to. */
export interface Retirement {
  /** As it stands: `overrides.a = 1.0.0`. */
  readonly rule: string;
  /** The package that it speaks of. */
  readonly name: string;
  /** Everyone who asks for that package now, with what they ask for, sorted: `top@1.1.0 asks for ^1.0.1 (prod)`. */
  readonly askedBy: readonly string[];
  /** The change without it, or why it has to stay. */
  readonly outcome: { readonly candidate: Candidate } | { readonly blockage: Blockage };
}
