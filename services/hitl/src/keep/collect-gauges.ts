import { priorityNames, reviewFigures } from '@maximus/storage';
import type { Parts } from '../parts.ts';

const windowMs = 30 * 86_400_000;

/** Has gauges read from the database at every scrape. */
export function collectGauges({ database, metrics, clock }: Parts): void {
  const everywhere = { since: undefined, projectKey: undefined };
  metrics.queue_pending_decisions.collect(async (record) => {
    const counts = await reviewFigures.pendingByPriority(database, everywhere);
    for (const [rank, priority] of priorityNames.entries()) record({ priority }, counts[rank] ?? 0);
  });
  const recent = () =>
    reviewFigures.whole(database, { since: new Date(clock.now() - windowMs), projectKey: undefined });
  metrics.prediction_agreement_ratio.collect(async (record) => {
    const { agreed, compared } = await recent();
    if (compared > 0) record(agreed / compared);
  });
  metrics.policy_auto_approval_ratio.collect(async (record) => {
    const { approved, auto_approved } = await recent();
    if (approved + auto_approved > 0) record(auto_approved / (approved + auto_approved));
  });
}
