import type { SummaryRange } from '@maximus/contracts';
import { useQuery } from '@tanstack/react-query';
import { Inbox } from 'lucide-react';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useNavigate, useSearchParams } from 'react-router';
import { useActions } from '../../actions/use-actions.tsx';
import { useServices } from '../../api/use-services.tsx';
import { PanelBoundary } from '../../app/crashed-page.tsx';
import { usePreferences } from '../../app/preferences.ts';
import { Button } from '../../design/button.tsx';
import { Card } from '../../design/card.tsx';
import { EmptyState } from '../../design/messages.tsx';
import { QueryView } from '../../design/query-view.tsx';
import { Skeleton } from '../../design/skeleton.tsx';
import { useI18n } from '../../i18n/i18n.tsx';
import { useViewers } from '../../live/use-viewers.ts';
import { useSession } from '../../session/use-session.ts';
import type { QueueRow } from './apply-update.ts';
import { stepFrom } from './arrange-queue.ts';
import { BulkDialog } from './bulk-dialog.tsx';
import { DecisionStatsCards } from './decision-stats-cards.tsx';
import { heldInRow, useUndoer } from './held-decision.ts';
import { decisionAddress, type RowEvents, titleOf } from './pending-patch-card.tsx';
import { queueActions } from './queue-actions.ts';
import { QueueBar } from './queue-bar.tsx';
import { isNarrowed, queueQueryOf } from './queue-filters.ts';
import { QueueList, type QueueListHandle } from './queue-list.tsx';
import { QueueToolbar } from './queue-toolbar.tsx';
import { type ReviewDialog, type ReviewTarget, reviewActions } from './review-actions.ts';
import { ReviewDialogs } from './review-dialogs.tsx';
import { RowMenu } from './row-menu.tsx';
import { useOnline } from './use-online.ts';
import { useReviewCommands } from './use-review-commands.tsx';
import { summaryKey, useReviewQueue } from './use-review-queue.ts';
import { useSelection } from './use-selection.ts';

/** The review queue: what waits for a person, most urgent first, live, and worked through by keys alone. */
export function HITLTab({ range = '24h' }: { readonly range?: SummaryRange }) {
  const { t } = useI18n();
  const { hitlApi } = useServices();
  const { roles } = useSession();
  const navigate = useNavigate();
  const online = useOnline();
  const [{ reviewList }] = usePreferences();
  const [params, setParams] = useSearchParams();
  const asked = useMemo(() => queueQueryOf(params), [params]);
  const queue = useReviewQueue(asked);
  const commands = useReviewCommands(queue.apply);
  const summary = useQuery({
    queryKey: [...summaryKey, range],
    queryFn: ({ signal }) => hitlApi.summary(range, signal),
  });

  const [current, setCurrent] = useState<string>();
  const [dialog, setDialog] = useState<{ dialog: ReviewDialog; target: ReviewTarget }>();
  const [bulk, setBulk] = useState<'approve' | 'reject'>();
  const [menuOf, setMenuOf] = useState<string>();
  const list = useRef<QueueListHandle>(null);
  const viewers = useViewers(current);

  const waiting = queue.rows.filter(({ outcome }) => outcome === undefined);
  const selection = useSelection(
    waiting.map(({ decision_id }) => decision_id as string),
    current,
  );
  const chosen = waiting.filter(({ decision_id }) => selection.selected.has(decision_id));
  const row = queue.rows.find(({ decision_id }) => decision_id === (menuOf ?? current));
  const target: ReviewTarget | undefined = row && {
    ...row,
    title: titleOf(row),
    decidedBy: row.outcome?.by,
    verdict: row.verdict,
  };
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = queue.query;
  const loadMore = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);
  /** Asked for at the end of what is loaded, and done once more is there. */
  const isStepOwed = useRef(false);
  const step = (by: 1 | -1) => {
    const ids = queue.rows.map(({ decision_id }) => decision_id as string);
    const gone = new Set(
      queue.rows.filter(({ outcome }) => outcome !== undefined).map((one) => one.decision_id as string),
    );
    const next = stepFrom(ids, current, by, (id) => gone.has(id));
    isStepOwed.current = next === undefined && by === 1 && hasNextPage;
    if (next === undefined) return loadMore();
    setCurrent(next);
    list.current?.focus(next);
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: looked at when there are more rows, and only then
  useEffect(() => {
    if (isStepOwed.current) step(1);
  }, [queue.rows.length]);
  const select = (id: string, withRange: boolean) => {
    selection.toggle(id, withRange);
    setCurrent(id);
  };

  const undoer = useUndoer();
  const heldOf = (one: QueueRow) => heldInRow(one, titleOf(one), undoer, Date.now());
  const undo = (one: QueueRow) =>
    void commands.undo(commands.held?.id === one.decision_id ? commands.held : heldOf(one));
  // The last of this page, or else what somebody else decided and is held in the row that has the focus.
  const held = commands.held ?? (row && heldOf(row));
  const latest = useRef({ select, undo });
  latest.current = { select, undo };
  // Kept for good: a row is rendered again only when it has changed itself.
  const events = useMemo<RowEvents>(
    () => ({
      focus: setCurrent,
      select: (id, withRange) => latest.current.select(id, withRange),
      menu: setMenuOf,
      undo: (one) => latest.current.undo(one),
    }),
    [],
  );

  const single = reviewActions(t, {
    target,
    roles,
    online,
    held,
    approve: (one) => void commands.approve(one),
    ask: (wanted, one) => setDialog({ dialog: wanted, target: one }),
    unsnooze: (one) => void commands.snooze(one, undefined),
    undo: () => void commands.undo(held),
    showDiff: (one) => void navigate(`${decisionAddress(one.decision_id)}#diff`),
    showWhy: (one) => void navigate(`${decisionAddress(one.decision_id)}#why`),
  });
  const mayVote = roles.includes('reviewer') || t('common.needsRole', { role: t('vocabulary.role.reviewer') });
  useActions(
    queueActions(t, {
      ...{ current: row === undefined ? undefined : current, selection, chosen: chosen.length, mayVote, single, step },
      open: (id) => void navigate(decisionAddress(id)),
      menu: setMenuOf,
      bulk: setBulk,
    }),
  );
  const setParam = (name: string, value: string) =>
    setParams(
      (known) => {
        const next = new URLSearchParams(known);
        if (value === '') next.delete(name);
        else next.set(name, value);
        return next;
      },
      { replace: true },
    );

  return (
    <div className="grid gap-4">
      <PanelBoundary>
        <QueryView query={summary} skeleton={<Skeleton className="h-24 w-full" />}>
          {(data) => <DecisionStatsCards summary={data} />}
        </QueryView>
      </PanelBoundary>
      <QueueToolbar queue={queue} params={params} onChange={setParam} />
      <QueueBar chosen={chosen.length} mayVote={mayVote} onBulk={setBulk} onClear={selection.clear} />
      {queue.waitingCount > 0 && (
        <div className="sticky top-16 z-10 flex justify-center">
          <Button size="small" kind="primary" onClick={queue.showWaiting}>
            {t('common.newRows', { n: queue.waitingCount })}
          </Button>
        </div>
      )}
      <PanelBoundary>
        <QueryView query={queue.query} skeleton={<CardSkeletons />}>
          {() =>
            queue.rows.length === 0 ? (
              <NothingWaits narrowed={isNarrowed(asked)} onClear={() => setParams({}, { replace: true })} />
            ) : (
              <QueueList
                ref={list}
                rows={queue.rows}
                dense={reviewList === 'dense'}
                events={events}
                current={current}
                selected={selection.selected}
                isUndoable={(one) => heldOf(one) !== undefined}
                viewers={viewers}
                onHold={queue.hold}
                onEnd={loadMore}
              />
            )
          }
        </QueryView>
      </PanelBoundary>
      {hasNextPage && (
        <div className="flex justify-center">
          <Button busy={isFetchingNextPage} onClick={loadMore}>
            {t('common.loadMore')}
          </Button>
        </div>
      )}
      <ReviewDialogs open={dialog} onClose={() => setDialog(undefined)} commands={commands} />
      <BulkDialog
        action={bulk}
        rows={chosen}
        commands={commands}
        onClose={() => setBulk(undefined)}
        onDone={selection.clear}
      />
      <RowMenu
        open={menuOf !== undefined && row !== undefined}
        title={t('review.menu.title')}
        description={target?.title}
        actions={[
          single.approve,
          single.reject,
          single.escalate,
          single.snooze,
          single.comment,
          single.diff,
          single.why,
          single.cancel,
        ]}
        onClose={() => setMenuOf(undefined)}
      />
      <span className="sr-only" role="status">
        {queue.total === undefined ? '' : t('review.pending', { n: queue.total })}
      </span>
    </div>
  );
}

function CardSkeletons() {
  return (
    <div className="grid gap-4 md:grid-cols-2 2xl:grid-cols-3">
      {Array.from({ length: 6 }, (_, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: all the same
        <Skeleton key={at} className="h-56 w-full rounded-xl" />
      ))}
    </div>
  );
}

function NothingWaits({ narrowed, onClear }: { readonly narrowed: boolean; readonly onClear: () => void }) {
  const { t } = useI18n();
  return (
    <Card>
      {narrowed ? (
        <EmptyState
          title={t('common.filtersHide')}
          action={<Button onClick={onClear}>{t('common.clearFilters')}</Button>}
        >
          {t('common.filtersHide.means')}
        </EmptyState>
      ) : (
        <EmptyState icon={Inbox} title={t('review.nothing')}>
          {t('review.nothing.means')}
        </EmptyState>
      )}
    </Card>
  );
}
