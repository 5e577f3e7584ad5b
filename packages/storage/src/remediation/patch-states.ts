import { type EventType, type PatchStatus, patchEvents } from '@maximus/contracts';
import type { StateMachine } from '../states/index.ts';

/** Where a patch may go (apv.md §7.3), from each state. */
const transitions: Readonly<Record<PatchStatus, readonly PatchStatus[]>> = {
  planned: ['generated', 'failed', 'pending_review', 'superseded', 'cancelled'],
  generated: ['validating', 'superseded', 'cancelled'],
  validating: ['validated', 'failed', 'generated', 'superseded', 'cancelled'],
  validated: ['pending_review', 'superseded', 'cancelled'],
  pending_review: ['approved', 'rejected', 'superseded', 'cancelled'],
  approved: ['pending_review', 'delivering', 'superseded'],
  rejected: ['pending_review'],
  delivering: ['delivered', 'failed', 'verified', 'superseded'],
  delivered: ['merged', 'rolled_back', 'superseded'],
  merged: ['verified', 'verification_failed', 'rolled_back'],
  verified: ['rolled_back'],
  verification_failed: ['rolled_back'],
  failed: [],
  superseded: [],
  cancelled: [],
  rolled_back: [],
};

/** States from which a patch may still come to be merged, or in which its merge is being checked. */
export const livePatchStatuses: readonly PatchStatus[] = [
  'planned',
  'generated',
  'validating',
  'validated',
  'pending_review',
  'approved',
  'delivering',
  'delivered',
  'merged',
];

/** The state machine of patches. */
export const patchMachine: StateMachine<PatchStatus> = {
  entity: 'patch',
  table: 'patch',
  history: { table: 'patch_history', idColumn: 'patch_id' },
  transitions,
};

const eventNames: Readonly<Record<PatchStatus, string>> = {
  planned: 'patch.planned',
  generated: 'patch.generated',
  validating: 'patch.validation_started',
  validated: 'patch.validated',
  pending_review: 'patch.review_requested',
  approved: 'patch.approved',
  rejected: 'patch.rejected',
  delivering: 'patch.delivery_started',
  delivered: 'patch.delivered',
  merged: 'patch.merged',
  verified: 'patch.verified',
  verification_failed: 'patch.verification_failed',
  failed: 'patch.failed',
  superseded: 'patch.superseded',
  cancelled: 'patch.cancelled',
  rolled_back: 'patch.rolled_back',
};

/** The event of a step; going back from the arena is told as `patch.requeued`. */
export function patchEventOf(from: PatchStatus | null, to: PatchStatus): EventType {
  const name = from === 'validating' && to === 'generated' ? 'patch.requeued' : eventNames[to];
  const event = patchEvents.find(({ type }) => type === name);
  if (event === undefined) throw new RangeError(`the catalogue has no ${name}`);
  return event;
}
