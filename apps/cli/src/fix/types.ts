import type { ScanReport } from '@maximus/contracts';
import type { Toolchain } from '@maximus/remediation';
import type { Delivered } from './deliver/deliver-change.ts';
import type { LockPlanner, Planned } from './plan/lock-planner.ts';
import type { JudgedDraft } from './prove/prove-drafts.ts';
import type { LockOutcome } from './prove/types.ts';

/** One lock file on its way through a run; each part is there once the run came so far. */
export interface LockWork {
  readonly lockFile: string;
  /** What this machine has for its ecosystem. */
  readonly toolchain: Toolchain;
  readonly planner: LockPlanner;
  readonly planned: Planned;
  readonly outcome?: LockOutcome;
  /** Changes of the project's own code that were judged; none of them is applied. */
  readonly code?: readonly JudgedDraft[];
  readonly delivered?: Delivered;
}

/** How a run of `maximus fix` ended; the exit code follows from it. */
export type FixOutcome = 'done' | 'findings_remain' | 'could_not_check' | 'unproven' | 'nothing_to_do' | 'declined';

/** Everything that a run came to; tables, Markdown and JSON are made of it. */
export interface FixResult {
  /** The folder as it was named. */
  readonly project: string;
  readonly isDryRun: boolean;
  /** Before any change. */
  readonly report: ScanReport;
  readonly locks: readonly LockWork[];
  readonly end: FixEnd;
}

/** The last line of a run. */
export interface FixEnd {
  readonly outcome: FixOutcome;
  readonly exitCode: number;
  /** One sentence. */
  readonly sentence: string;
}
