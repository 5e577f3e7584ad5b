import type { BulkResult, DecisionRecord, DecisionUpdate } from '@maximus/contracts';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { ApiError } from '../../api/failures.ts';
import type { BulkOrder, SeenDecision, SnoozeUntil } from '../../api/hitl-api.ts';
import { useServices } from '../../api/use-services.tsx';
import { useToast } from '../../design/toast.tsx';
import { useI18n } from '../../i18n/i18n.tsx';
import { updateOf, waits } from './apply-update.ts';
import { type HeldDecision, setHeld, useHeld } from './held-decision.ts';
import { SecondsLeft } from './seconds-left.tsx';
import { decisionKey, useReviewRefresh } from './use-review-queue.ts';

/** A decision with the words by which people know it. */
export interface NamedDecision extends SeenDecision {
  readonly title: string;
}

/** What came of a command: `true`, or what went wrong, which was said already. */
export type CommandOutcome = true | ApiError;

/** Everything that can be done to decisions. Each says what came of it; nothing here throws. */
export function useReviewCommands(onUpdate?: (update: DecisionUpdate) => void) {
  const { hitlApi } = useServices();
  const queries = useQueryClient();
  const { t, failed } = useI18n();
  const toast = useToast();
  const refresh = useReviewRefresh();
  const held = useHeld();
  const [busy, setBusy] = useState<string>();

  /** What the page knows of a decision after the record: an answer may be slower than what is pushed. */
  const laterThan = ({ decision_id, version }: DecisionRecord) => {
    const known = queries.getQueryData<DecisionRecord>(decisionKey(decision_id));
    return known !== undefined && known.version > version ? known : undefined;
  };
  const took = (record: DecisionRecord) => {
    if (laterThan(record) !== undefined) return refresh(record.decision_id);
    onUpdate?.(updateOf(record));
    queries.setQueryData(
      decisionKey(record.decision_id),
      (known: object | undefined) => known && { ...known, ...record },
    );
    refresh(record.decision_id);
  };
  const attempt = async (id: string, work: () => Promise<void>): Promise<CommandOutcome> => {
    setBusy(id);
    try {
      await work();
      return true;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      const current = error.failure.kind === 'problem' ? error.failure.problem.current : undefined;
      // Somebody was faster: what it is now is shown, and what was typed stays.
      if (isRecord(current)) took(current);
      else refresh(id);
      toast({ tone: 'bad', title: t('review.failed'), description: failed(error), forMs: 10_000 });
      return error;
    } finally {
      setBusy(undefined);
    }
  };
  const offerUndo = (title: string, what: HeldDecision) => {
    setHeld(what);
    toast({
      tone: 'good',
      title,
      description: <SecondsLeft untilMs={what.untilMs} />,
      action: { title: t('review.undo'), run: () => void undo(what) },
      forMs: Math.max(1_000, what.untilMs - Date.now()),
    });
  };
  const voted = (named: NamedDecision, answer: Awaited<ReturnType<typeof hitlApi.approve>>) => {
    took(answer.record);
    const later = laterThan(answer.record);
    // Taken back before the answer came.
    if (later !== undefined && waits(later.decision)) return;
    const { status, approvals, required_approvals, effect_at } = answer;
    if (status === 'vote_recorded') {
      toast({
        tone: 'neutral',
        title: t('review.done.vote', { title: named.title, n: approvals, of: required_approvals }),
        description: t('review.done.vote.more'),
      });
      return;
    }
    const title = t(status === 'approved' ? 'review.done.approved' : 'review.done.rejected', { title: named.title });
    const untilMs = effect_at === null ? 0 : Date.parse(effect_at);
    if (untilMs > Date.now()) offerUndo(title, { kind: 'decision', id: named.decision_id, title, untilMs });
    else toast({ tone: 'good', title });
  };
  const undo = (what: HeldDecision | undefined = held): Promise<CommandOutcome> | undefined => {
    if (what === undefined) return undefined;
    return attempt(what.id, async () => {
      if (what.kind === 'decision') took((await hitlApi.undo(what.id)).record);
      else {
        await hitlApi.undoBulk(what.id as NonNullable<BulkResult['bulk_id']>);
        void queries.invalidateQueries({ queryKey: ['hitl'] });
      }
      setHeld(undefined);
      toast({ tone: 'neutral', title: t('review.done.undone', { title: what.title }) });
    });
  };
  const say = (key: 'escalated' | 'snoozed' | 'unsnoozed' | 'commented' | 'cancelled', title: string) =>
    toast({ tone: 'good', title: t(`review.done.${key}`, { title }) });

  return {
    busy,
    held,
    undo,
    approve: (named: NamedDecision, words: { comment?: string; untested?: boolean } = {}) =>
      attempt(named.decision_id, async () => voted(named, await hitlApi.approve(named, words))),
    reject: (named: NamedDecision, words: { reason: string; comment?: string }) =>
      attempt(named.decision_id, async () => voted(named, await hitlApi.reject(named, words))),
    escalate: (named: NamedDecision, reason: string) =>
      attempt(named.decision_id, async () => {
        took((await hitlApi.escalate(named, reason)).record);
        say('escalated', named.title);
      }),
    cancel: (named: NamedDecision, reason: string) =>
      attempt(named.decision_id, async () => {
        took((await hitlApi.cancel(named, reason)).record);
        say('cancelled', named.title);
      }),
    comment: (named: NamedDecision, text: string) =>
      attempt(named.decision_id, async () => {
        await hitlApi.comment(named, text);
        await queries.invalidateQueries({ queryKey: decisionKey(named.decision_id) });
        say('commented', named.title);
      }),
    snooze: (named: NamedDecision, until: SnoozeUntil | undefined) =>
      attempt(named.decision_id, async () => {
        if (until === undefined) took(await hitlApi.unsnooze(named.decision_id));
        else took(await hitlApi.snooze(named.decision_id, until));
        say(until === undefined ? 'unsnoozed' : 'snoozed', named.title);
      }),
    assign: (named: NamedDecision, assignee: string | null) =>
      attempt(named.decision_id, async () => took(await hitlApi.assign(named.decision_id, assignee))),
    /** Does what a preview showed; one undo takes everything back that is held. */
    bulk: async (order: BulkOrder): Promise<BulkResult | ApiError> => {
      let result: BulkResult | undefined;
      const outcome = await attempt('bulk', async () => {
        result = await hitlApi.bulk(order);
        if (order.dry_run === true) return;
        const { bulk_id, results, undo_until } = result;
        void queries.invalidateQueries({ queryKey: ['hitl'] });
        const n = results.filter(({ status }) => status !== 'refused').length;
        const title = t(order.action === 'approve' ? 'review.done.bulkApproved' : 'review.done.bulkRejected', { n });
        if (bulk_id !== null && undo_until !== null && n > 0)
          offerUndo(title, { kind: 'bulk', id: bulk_id, title, untilMs: Date.parse(undo_until) });
        else toast({ tone: n > 0 ? 'good' : 'neutral', title });
      });
      return outcome === true && result !== undefined ? result : (outcome as ApiError);
    },
  };
}

/** What `useReviewCommands` gives. */
export type ReviewCommands = ReturnType<typeof useReviewCommands>;

function isRecord(current: unknown): current is DecisionRecord {
  return typeof current === 'object' && current !== null && 'decision_id' in current && 'votes' in current;
}
