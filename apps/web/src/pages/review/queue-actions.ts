import type { Action } from '../../actions/action-registry.ts';
import type { useI18n } from '../../i18n/i18n.tsx';
import type { ReviewActions } from './review-actions.ts';
import type { Selection } from './use-selection.ts';

/** What the commands of the queue need of the page. */
export interface QueueActionsContext {
  readonly current: string | undefined;
  readonly selection: Pick<Selection, 'all' | 'clear' | 'range' | 'toggle'>;
  /** How many of the selected rows still wait. */
  readonly chosen: number;
  /** True, or why this person votes on nothing. */
  readonly mayVote: true | string;
  readonly single: ReviewActions;
  step(by: 1 | -1): void;
  open(id: string): void;
  menu(id: string): void;
  bulk(action: 'approve' | 'reject'): void;
}

/**
 * What can be done in the queue: moving, selecting, and the commands of a decision for the current row; approving and
 * declining are for all that are selected where something is.
 */
export function queueActions(t: ReturnType<typeof useI18n>['t'], context: QueueActionsContext): Action[] {
  const { current, selection, chosen, mayVote, single } = context;
  const forAll = (action: 'approve' | 'reject'): Action =>
    chosen === 0
      ? single[action]
      : {
          ...single[action],
          title: t(`review.bulk.${action}`, { n: chosen }),
          available: () => mayVote,
          run: () => context.bulk(action),
        };
  const onList = (id: string, key: string, title: string, run: () => void): Action => ({
    ...{ id: `queue.${id}`, title, keys: [key], scope: 'page', run },
    available: () => true,
  });
  const onRow = (id: string, key: string, title: string, run: (row: string) => void): Action => ({
    ...onList(id, key, title, () => {
      if (current !== undefined) run(current);
    }),
    available: () => current !== undefined || t('review.refuse.none'),
  });
  return [
    onList('next', 'j', t('review.next'), () => context.step(1)),
    onList('previous', 'k', t('review.previous'), () => context.step(-1)),
    onRow('open', 'Enter', t('review.open'), (row) => context.open(row)),
    onRow('select', 'x', t('review.selectOne'), (row) => selection.toggle(row, false)),
    onRow('selectRange', 'Shift+x', t('review.selectRange'), () => selection.range()),
    onList('selectAll', 'Mod+a', t('review.selectAll'), () => selection.all()),
    onList('clear', 'Escape', t('review.clear'), () => selection.clear()),
    onRow('menu', '.', t('review.menu.open'), (row) => context.menu(row)),
    forAll('approve'),
    forAll('reject'),
    single.escalate,
    single.snooze,
    single.comment,
    single.undo,
    single.diff,
    single.why,
    single.cancel,
  ];
}
