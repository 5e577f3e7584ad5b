import type { FindingResolution, FindingStatus } from '@maximus/contracts';
import type { Tx } from '../database/index.ts';
import type { ChangeContext } from './findings.ts';

/** One finding's step that another service than the one that matches asks for. */
export interface FindingChange {
  /** UUID. */
  readonly id: string;
  readonly to: FindingStatus;
  readonly reason: string;
  readonly resolution?: FindingResolution;
  /** UUID of the acceptance that covers it. */
  readonly acceptanceId?: string;
  readonly vex?: object;
}

/** Who asks, when, in which chain, and what for: a patch or a decision. */
export interface FindingChangeContext extends ChangeContext {
  readonly cause: { readonly kind: 'patch' | 'decision'; readonly id: string };
  /** Keys of groups whose findings say something else now without a step: their APVs are derived again as well. */
  readonly alsoGroups?: readonly number[];
}

/** What came of it. A step that the table of states does not have (apv.md §7.1) is left out and named. */
export interface ChangedFindings {
  readonly moved: readonly string[];
  readonly refused: readonly { readonly id: string; readonly from: FindingStatus; readonly to: FindingStatus }[];
}

/**
 * Moves findings in the caller's transaction, with their histories, the roll-up of their APVs and the batched event. What
 * matches keeps this; services that confirm, remedy and decide are given it.
 */
export type ChangeFindings = (
  tx: Tx,
  changes: readonly FindingChange[],
  context: FindingChangeContext,
) => Promise<ChangedFindings>;
