import type { Api, CallInput } from '@maximus/client';
import type {
  Attachment,
  BulkItem,
  BulkResult,
  DecisionDetail,
  DecisionId,
  DecisionRecord,
  DecisionSummary,
  listDecisions,
  listPendingPatches,
  PendingPatch,
  SummaryRange,
  VoteAnswer,
} from '@maximus/contracts';
import type { Page } from './adaptive-immunity-api.ts';
import { bodyOf } from './failures.ts';

/** What narrows and orders the queue. */
export type QueueQuery = NonNullable<CallInput<typeof listPendingPatches>['query']>;
/** What narrows a list of decisions. */
export type DecisionQuery = NonNullable<CallInput<typeof listDecisions>['query']>;

/** A page of the queue, with the counts of all that wait. */
export interface QueuePage extends Page<PendingPatch> {
  readonly counts: { readonly priority: Readonly<Record<PendingPatch['priority'], number>> };
  readonly total: number;
}

/** A decision as it was seen: content and version that a vote is bound to. */
export interface SeenDecision {
  readonly decision_id: DecisionId;
  /** Of what is no patch: the id of its subject, or nothing. */
  readonly patch_id?: string | undefined;
  readonly subject_digest: string;
  readonly version: number;
}

/** When a decision returns that is put away. */
export type SnoozeUntil = { readonly until: string } | { readonly condition: string };

/** The request's client of the review endpoints. Every method rejects with `ApiError`. */
export interface HitlApi {
  pending(query: QueueQuery, signal?: AbortSignal): Promise<QueuePage>;
  decision(id: string, signal?: AbortSignal): Promise<DecisionDetail>;
  decisions(query: DecisionQuery, signal?: AbortSignal): Promise<Page<DecisionRecord>>;
  summary(range: SummaryRange, signal?: AbortSignal): Promise<DecisionSummary>;
  approve(seen: SeenDecision, words: { readonly comment?: string; readonly untested?: boolean }): Promise<VoteAnswer>;
  reject(seen: SeenDecision, words: { readonly reason: string; readonly comment?: string }): Promise<VoteAnswer>;
  comment(seen: SeenDecision, text: string): Promise<unknown>;
  /** An empty caption is none. */
  attach(id: DecisionId, image: Blob, caption: string): Promise<Attachment>;
  escalate(seen: SeenDecision, reason: string): Promise<{ readonly record: DecisionRecord }>;
  cancel(seen: SeenDecision, reason: string): Promise<{ readonly record: DecisionRecord }>;
  undo(id: string): Promise<{ readonly record: DecisionRecord }>;
  snooze(id: string, until: SnoozeUntil): Promise<DecisionRecord>;
  unsnooze(id: string): Promise<DecisionRecord>;
  assign(id: string, assignee: string | null): Promise<DecisionRecord>;
  bulk(order: BulkOrder): Promise<BulkResult>;
  undoBulk(id: NonNullable<BulkResult['bulk_id']>): Promise<BulkResult>;
}

/** Several decisions at once; a dry run says what would come of each. */
export interface BulkOrder {
  readonly action: 'approve' | 'reject';
  readonly items: BulkItem[];
  readonly reason?: string;
  readonly untested?: boolean;
  readonly dry_run?: boolean;
}

/** Makes the client of the review endpoints; votes go to the route of the patch where there is one (hitl.md §2). */
export function createHitlApi(api: Api): HitlApi {
  const by = (signal?: AbortSignal) => signal && { signal };
  // A vote holds for the version that was seen: whoever was faster wins, and the other is told.
  const seenAs = ({ version }: SeenDecision) => ({ ifMatch: `"${version}"` });
  const isPatch = ({ patch_id }: SeenDecision): boolean => patch_id?.startsWith('pch_') === true;
  const path = (seen: SeenDecision) => ({ patch_id: seen.patch_id ?? seen.decision_id });
  return {
    pending: (query, signal) => bodyOf(api.listPendingPatches({ query }, by(signal))),
    decision: (decision_id, signal) => bodyOf(api.getDecision({ params: { decision_id } }, by(signal))),
    decisions: (query, signal) => bodyOf(api.listDecisions({ query }, by(signal))),
    summary: (range, signal) => bodyOf(api.getDecisionSummary({ query: { range } }, by(signal))),
    approve: (seen, words) => {
      const { decision_id, subject_digest } = seen;
      return isPatch(seen)
        ? bodyOf(
            api.approvePatch(
              { params: path(seen), body: { decision_id, subject_digest, via: 'web', ...words } },
              seenAs(seen),
            ),
          )
        : bodyOf(
            api.voteOnDecision(
              { params: { decision_id }, body: { vote: 'approve', subject_digest, via: 'web', ...words } },
              seenAs(seen),
            ),
          );
    },
    reject: (seen, words) => {
      const { decision_id, subject_digest } = seen;
      return isPatch(seen)
        ? bodyOf(
            api.rejectPatch(
              { params: path(seen), body: { decision_id, subject_digest, via: 'web', ...words } },
              seenAs(seen),
            ),
          )
        : bodyOf(
            api.voteOnDecision(
              { params: { decision_id }, body: { vote: 'reject', subject_digest, via: 'web', ...words } },
              seenAs(seen),
            ),
          );
    },
    comment: (seen, comment) =>
      bodyOf(api.commentPatch({ params: path(seen), body: { decision_id: seen.decision_id, comment } })),
    attach: (decision_id, upload, caption) =>
      bodyOf(api.attachToDecision({ params: { decision_id }, query: caption === '' ? {} : { caption }, upload })),
    escalate: (seen, reason) =>
      bodyOf(api.escalatePatch({ params: path(seen), body: { decision_id: seen.decision_id, reason } }, seenAs(seen))),
    cancel: (seen, reason) =>
      bodyOf(
        api.cancelPatchDecision({ params: path(seen), body: { decision_id: seen.decision_id, reason } }, seenAs(seen)),
      ),
    undo: (decision_id) => bodyOf(api.undoDecision({ params: { decision_id } })),
    snooze: (decision_id, body) => bodyOf(api.snoozeDecision({ params: { decision_id }, body })),
    unsnooze: (decision_id) => bodyOf(api.unsnoozeDecision({ params: { decision_id } })),
    assign: (decision_id, assignee) => bodyOf(api.assignDecision({ params: { decision_id }, body: { assignee } })),
    bulk: (body) => bodyOf(api.bulkDecide({ body })),
    undoBulk: (bulk_id) => bodyOf(api.undoBulk({ params: { bulk_id } })),
  };
}
