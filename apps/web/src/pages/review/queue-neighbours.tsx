import type { PendingPatch } from '@maximus/contracts';
import { type InfiniteData, useQueryClient } from '@tanstack/react-query';
import { ChevronLeft, ChevronRight } from 'lucide-react';
import { useNavigate } from 'react-router';
import { useActions } from '../../actions/use-actions.tsx';
import type { QueuePage } from '../../api/hitl-api.ts';
import { IconButton } from '../../design/button.tsx';
import { useI18n } from '../../i18n/i18n.tsx';
import { stepFrom } from './arrange-queue.ts';
import { decisionAddress } from './pending-patch-card.tsx';
import { queueKey } from './use-review-queue.ts';

/** Steps through the queue in its own order, by buttons and by `j` and `k`. */
export function QueueNeighbours({ decisionId }: { readonly decisionId: string }) {
  const { t } = useI18n();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const pages = queries.getQueriesData<InfiniteData<QueuePage>>({ queryKey: queueKey });
  const rows: readonly PendingPatch[] = pages.at(-1)?.[1]?.pages.flatMap(({ items }) => items) ?? [];
  const ids = rows.map(({ decision_id }) => decision_id as string);
  const go = (step: 1 | -1) => () => {
    const next = stepFrom(ids, decisionId, step);
    if (next !== undefined) void navigate(decisionAddress(next));
  };
  const available = (step: 1 | -1) => () =>
    stepFrom(ids, decisionId, step) === undefined ? t('review.refuse.noMore') : (true as const);
  useActions([
    { id: 'queue.next', title: t('review.next'), keys: ['j'], scope: 'page', available: available(1), run: go(1) },
    {
      id: 'queue.previous',
      title: t('review.previous'),
      keys: ['k'],
      scope: 'page',
      available: available(-1),
      run: go(-1),
    },
    {
      id: 'queue.back',
      title: t('review.close'),
      keys: ['Escape'],
      scope: 'page',
      available: () => true,
      run: () => void navigate('/review'),
    },
  ]);
  if (ids.length < 2) return null;
  return (
    <>
      <IconButton label={t('review.previous')} onClick={go(-1)} aria-disabled={available(-1)() !== true}>
        <ChevronLeft aria-hidden className="size-5" />
      </IconButton>
      <IconButton label={t('review.next')} onClick={go(1)} aria-disabled={available(1)() !== true}>
        <ChevronRight aria-hidden className="size-5" />
      </IconButton>
    </>
  );
}
