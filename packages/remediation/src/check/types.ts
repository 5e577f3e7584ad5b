import type { ProjectFiles } from '@maximus/inventory';
import type { PackageManager } from '../package-managers/types.ts';
import type { FileChange } from '../resolver/types.ts';

/** What is looked at before the arena (eureka.md §6). */
export interface CheckedPlan {
  readonly project: ProjectFiles;
  readonly manager: PackageManager;
  /** Relative to the project. */
  readonly lockFile: string;
  readonly changes: readonly FileChange[];
  /** Addresses of the registries that this machine is set to; a lock file may come to name them. */
  readonly registries?: readonly string[];
  /** Files of the project that are links, or whose mode the change would set. */
  readonly special?: ReadonlySet<string>;
}

/** One look at a plan: what is wrong with it, and what a reviewer should know. */
export interface PlanCheck {
  readonly id: string;
  run(plan: CheckedPlan): Promise<Found> | Found;
}

/** What a check found. */
export interface Found {
  readonly failure?: string;
  readonly warnings?: readonly string[];
}

/** What came of all of them. */
export interface PlanVerdict {
  readonly passed: boolean;
  /** Ids in the order in which they ran; none after the first failure. */
  readonly checks_run: readonly string[];
  readonly failures: readonly string[];
  readonly warnings: readonly string[];
}
