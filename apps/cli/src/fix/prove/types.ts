import type { ArenaRun, CancelledRun, FinishedRun, RemedyToProve } from '@maximus/arena';
import type { RemedyTarget, WhyNot } from '@maximus/contracts';
import type { PlannedRemedy, WrittenLock } from '@maximus/remediation';
import type { PlannedDraft } from '../plan/lock-planner.ts';

/** What is done with a change of one lock file before anyone may say that it helps. */
export interface Prover {
  /** Lets the real package manager write the lock file. */
  write(remedy: PlannedRemedy): Promise<WrittenLock>;
  /** Has the arena judge the change; nothing of the project is touched. */
  prove(remedy: PlannedRemedy): Promise<ArenaRun>;
}

/** As `Prover`, for changes of the project's own code. */
export interface CodeProver {
  /** Has the arena judge one, or says why it is not asked. */
  proveCode(drafted: PlannedDraft): Promise<ArenaRun | { readonly refused: string }>;
}

/** A change as the package manager wrote it, with what the arena says of it. */
export interface JudgedChange {
  readonly remedy: PlannedRemedy;
  readonly run: FinishedRun;
}

/** What became of an attempt to prove a change. */
export type Attempted =
  | ({ readonly state: 'judged' } & JudgedChange)
  | {
      readonly state: 'refused';
      readonly why_not: WhyNot;
      readonly sentence: string;
      readonly evidence: readonly string[];
    }
  | { readonly state: 'cancelled'; readonly run: CancelledRun };

/** Planned remedies that were not kept, and why. */
export interface Dropped {
  readonly packages: readonly string[];
  readonly targets: readonly RemedyTarget[];
  readonly remedies: readonly PlannedRemedy[];
  readonly why_not: WhyNot;
  readonly sentence: string;
  readonly evidence: readonly string[];
  /** What the arena said, where it came so far. */
  readonly run?: FinishedRun;
}

/** How one lock file came out. */
export interface LockOutcome {
  /** The change that the arena stands behind; absent where nothing was proven. */
  readonly kept?: JudgedChange;
  /** Its parts, as they were planned. */
  readonly remedies: readonly PlannedRemedy[];
  readonly dropped: readonly Dropped[];
  readonly isCancelled: boolean;
}

/** The part of what the arena is given that says where a remedy comes from. */
export type Subject = Pick<RemedyToProve, 'baseFolder'> & { readonly project: string; readonly baseCommit: string };
