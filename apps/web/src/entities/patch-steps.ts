import type { PatchStatus } from '@maximus/contracts';

/** The steps that a person follows; the names are those of the timings. */
export const patchSteps = ['planned', 'validated', 'decided', 'delivered', 'merged', 'verified'] as const;
/** How one step stands. */
export type StepState = 'done' | 'current' | 'failed' | 'open';

/** Per status: how many steps are done, and how the next one stands. */
const progress: Record<PatchStatus, readonly [done: number, next: StepState]> = {
  planned: [1, 'open'],
  generated: [1, 'open'],
  validating: [1, 'current'],
  validated: [2, 'open'],
  pending_review: [2, 'current'],
  approved: [3, 'open'],
  rejected: [2, 'failed'],
  delivering: [3, 'current'],
  delivered: [4, 'current'],
  merged: [5, 'current'],
  verified: [6, 'open'],
  verification_failed: [5, 'failed'],
  failed: [1, 'failed'],
  superseded: [1, 'open'],
  cancelled: [1, 'open'],
  rolled_back: [4, 'failed'],
};

/** How every step of a patch in this status stands. */
export function stepStates(status: PatchStatus): readonly StepState[] {
  const [done, next] = progress[status];
  return patchSteps.map((_, at) => (at < done ? 'done' : at === done ? next : 'open'));
}
