import type { SummaryRange } from '@maximus/contracts';
import { useQuery } from '@tanstack/react-query';
import { Inbox, LayoutGrid, Rows3, X } from 'lucide-react';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useNavigate, useSearchParams } from 'react-router';
import { useActions } from '../../actions/use-actions.tsx';
import { useServices } from '../../api/use-services.tsx';
import { PanelBoundary } from '../../app/crashed-page.tsx';
import { usePreferences } from '../../app/preferences.ts';
import { Button } from '../../design/button.tsx';
import { Card } from '../../design/card.tsx';
import { classNames } from '../../design/class-names.ts';
import { EmptyState } from '../../design/messages.tsx';
import { QueryView } from '../../design/query-view.tsx';
import { Skeleton } from '../../design/skeleton.tsx';
import { useI18n } from '../../i18n/i18n.tsx';
import { useViewers } from '../../live/use-viewers.ts';
import { useSession } from '../../session/use-session.ts';
import { idsBetween, stepFrom } from './arrange-queue.ts';
import { BulkDialog } from './bulk-dialog.tsx';
import { DecisionStatsCards } from './decision-stats-cards.tsx';
import { decisionAddress, PendingPatchCard, type RowEvents, titleOf } from './pending-patch-card.tsx';
import { PendingPatchRow } from './pending-patch-row.tsx';
import { isNarrowed, queueQueryOf } from './queue-filters.ts';
import { QueueToolbar } from './queue-toolbar.tsx';
import { type ReviewDialog, type ReviewTarget, reviewActions } from './review-actions.ts';
import { ReviewDialogs } from './review-dialogs.tsx';
import { RowMenu } from './row-menu.tsx';
import { useOnline } from './use-online.ts';
import { useReviewCommands } from './use-review-commands.tsx';
import { summaryKey, useReviewQueue } from './use-review-queue.ts';

/** The review queue: what waits for a person, most urgent first, live, and worked through by keys alone. */
export function HITLTab({ range = '24h' }: { readonly range?: SummaryRange }) {
  const { t } = useI18n();
  const { hitlApi } = useServices();
  const { roles } = useSession();
  const navigate = useNavigate();
  const online = useOnline();
  const [{ reviewList }, change] = usePreferences();
  const [params, setParams] = useSearchParams();
  const asked = useMemo(() => queueQueryOf(params), [params]);
  const queue = useReviewQueue(asked);
  const commands = useReviewCommands(queue.apply);
  const summary = useQuery({
    queryKey: [...summaryKey, range],
    queryFn: ({ signal }) => hitlApi.summary(range, signal),
  });

  const [current, setCurrent] = useState<string>();
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const [dialog, setDialog] = useState<{ dialog: ReviewDialog; target: ReviewTarget }>();
  const [bulk, setBulk] = useState<'approve' | 'reject'>();
  const [menuOf, setMenuOf] = useState<string>();
  const list = useRef<HTMLDivElement>(null);
  const viewers = useViewers(current);

  const rowOf = (id: string | undefined) => queue.rows.find(({ decision_id }) => decision_id === id);
  const row = rowOf(menuOf ?? current);
  const target: ReviewTarget | undefined = row && {
    ...row,
    title: titleOf(row),
    decidedBy: row.outcome?.by,
    verdict: row.verdict,
  };
  const chosen = queue.rows.filter(({ decision_id, outcome }) => selected.has(decision_id) && outcome === undefined);
  const shownIds = queue.rows.map(({ decision_id }) => decision_id as string);

  const focusRow = (id: string | undefined) => {
    if (id === undefined) return;
    setCurrent(id);
    list.current
      ?.querySelector(`[data-decision="${CSS.escape(id)}"]`)
      ?.querySelector<HTMLElement>('[data-row-link]')
      ?.focus();
  };
  const step = (by: 1 | -1) => focusRow(stepFrom(shownIds, current, by, (id) => rowOf(id)?.outcome !== undefined));
  const select = (id: string, range: boolean) => {
    setSelected((known) => {
      if (range) return new Set([...known, ...idsBetween(shownIds, current, id)]);
      const next = new Set(known);
      if (!next.delete(id)) next.add(id);
      return next;
    });
    setCurrent(id);
  };
  const selectRange = () => {
    if (current === undefined) return;
    const anchor = shownIds.findLast((id) => selected.has(id) && id !== current) ?? current;
    setSelected((known) => new Set([...known, ...idsBetween(shownIds, anchor, current)]));
  };

  const latest = useRef({ select, undo: commands.undo });
  latest.current = { select, undo: commands.undo };
  // Kept for good: a row is rendered again only when it has changed itself.
  const events = useMemo<RowEvents>(
    () => ({
      focus: setCurrent,
      select: (id, range) => latest.current.select(id, range),
      menu: setMenuOf,
      undo: () => void latest.current.undo(),
    }),
    [],
  );

  const single = reviewActions(t, {
    target,
    roles,
    online,
    held: commands.held,
    approve: (one) => void commands.approve(one),
    ask: (asked, one) => setDialog({ dialog: asked, target: one }),
    unsnooze: (one) => void commands.snooze(one, undefined),
    undo: () => void commands.undo(),
    showDiff: (one) => void navigate(`${decisionAddress(one.decision_id)}#diff`),
    showWhy: (one) => void navigate(`${decisionAddress(one.decision_id)}#why`),
  });
  const has = chosen.length > 0;
  const mayVote = roles.includes('reviewer')
    ? (true as const)
    : t('common.needsRole', { role: t('vocabulary.role.reviewer') });
  const approve = has
    ? {
        ...single.approve,
        title: t('review.bulk.approve', { n: chosen.length }),
        available: () => mayVote,
        run: () => setBulk('approve'),
      }
    : single.approve;
  const reject = has
    ? {
        ...single.reject,
        title: t('review.bulk.reject', { n: chosen.length }),
        available: () => mayVote,
        run: () => setBulk('reject'),
      }
    : single.reject;
  const always = () => true as const;
  const onList = (
    id: string,
    keys: string[],
    title: string,
    run: () => void,
    available: () => true | string = always,
  ) => ({
    id: `queue.${id}`,
    title,
    keys,
    scope: 'page',
    available,
    run,
  });
  const needsRow = () => (row === undefined ? t('review.refuse.none') : (true as const));
  useActions([
    onList('next', ['j'], t('review.next'), () => step(1)),
    onList('previous', ['k'], t('review.previous'), () => step(-1)),
    onList(
      'open',
      ['Enter'],
      t('review.open'),
      () => current !== undefined && void navigate(decisionAddress(current)),
      needsRow,
    ),
    onList('select', ['x'], t('review.selectOne'), () => current !== undefined && select(current, false), needsRow),
    onList('selectRange', ['Shift+x'], t('review.selectRange'), () => selectRange(), needsRow),
    onList('selectAll', ['Mod+a'], t('review.selectAll'), () =>
      setSelected(new Set(shownIds.filter((id) => rowOf(id)?.outcome === undefined))),
    ),
    onList('clear', ['Escape'], t('review.clear'), () => setSelected(new Set())),
    onList('menu', ['.'], t('review.menu.open'), () => setMenuOf(current), needsRow),
    approve,
    reject,
    single.escalate,
    single.snooze,
    single.comment,
    single.undo,
    single.diff,
    single.why,
    single.cancel,
  ]);
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = queue.query;
  const end = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const mark = end.current;
    if (mark === null || !hasNextPage || isFetchingNextPage) return;
    const seen = new IntersectionObserver(([entry]) => entry?.isIntersecting === true && void fetchNextPage(), {
      rootMargin: '600px',
    });
    seen.observe(mark);
    return () => seen.disconnect();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);
  const holdFor = useCallback((held: boolean) => queue.hold(held), [queue.hold]);

  const dense = reviewList === 'dense';
  const Row = dense ? PendingPatchRow : PendingPatchCard;
  const narrowed = isNarrowed(asked);
  return (
    <div className="grid gap-4">
      <PanelBoundary>
        <QueryView query={summary} skeleton={<Skeleton className="h-24 w-full" />}>
          {(data) => <DecisionStatsCards summary={data} />}
        </QueryView>
      </PanelBoundary>
      <QueueToolbar
        queue={queue}
        params={params}
        onChange={(name, value) =>
          setParams(
            (known) => {
              const next = new URLSearchParams(known);
              if (value === '') next.delete(name);
              else next.set(name, value);
              return next;
            },
            { replace: true },
          )
        }
      />
      <div className="flex min-h-9 flex-wrap items-center gap-2">
        {has ? (
          <fieldset className="flex flex-wrap items-center gap-2" aria-label={t('review.bulk')}>
            <span className="text-sm font-semibold numbers">{t('review.selected', { n: chosen.length })}</span>
            <Button
              size="small"
              kind="primary"
              refusal={mayVote === true ? undefined : mayVote}
              onClick={() => setBulk('approve')}
            >
              {t('review.approve')}
            </Button>
            <Button
              size="small"
              kind="danger"
              refusal={mayVote === true ? undefined : mayVote}
              onClick={() => setBulk('reject')}
            >
              {t('review.decline')}
            </Button>
            <Button
              size="small"
              kind="quiet"
              icon={<X aria-hidden className="size-4" />}
              onClick={() => setSelected(new Set())}
            >
              {t('review.clear')}
            </Button>
          </fieldset>
        ) : (
          <p className="text-sm text-soft">{t('review.hint')}</p>
        )}
        <fieldset className="ml-auto flex gap-1" aria-label={t('review.layout')}>
          {(['cards', 'dense'] as const).map((layout) => (
            <Button
              key={layout}
              size="small"
              kind={reviewList === layout ? 'secondary' : 'quiet'}
              aria-pressed={reviewList === layout}
              onClick={() => change({ reviewList: layout })}
              icon={
                layout === 'cards' ? (
                  <LayoutGrid aria-hidden className="size-4" />
                ) : (
                  <Rows3 aria-hidden className="size-4" />
                )
              }
            >
              <span className="hidden sm:inline">{t(`review.layout.${layout}`)}</span>
            </Button>
          ))}
        </fieldset>
      </div>
      {queue.waitingCount > 0 && (
        <div className="sticky top-16 z-10 flex justify-center">
          <Button size="small" kind="primary" onClick={queue.showWaiting}>
            {t('common.newRows', { n: queue.waitingCount })}
          </Button>
        </div>
      )}
      <PanelBoundary>
        <QueryView
          query={queue.query}
          skeleton={
            <div className="grid gap-4 md:grid-cols-2 2xl:grid-cols-3">
              {Array.from({ length: 6 }, (_, at) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: all the same
                <Skeleton key={at} className="h-56 w-full rounded-xl" />
              ))}
            </div>
          }
        >
          {() =>
            queue.rows.length === 0 ? (
              <Card>
                {narrowed ? (
                  <EmptyState
                    title={t('common.filtersHide')}
                    action={
                      <Button onClick={() => setParams({}, { replace: true })}>{t('common.clearFilters')}</Button>
                    }
                  >
                    {t('common.filtersHide.means')}
                  </EmptyState>
                ) : (
                  <EmptyState icon={Inbox} title={t('review.nothing')}>
                    {t('review.nothing.means')}
                  </EmptyState>
                )}
              </Card>
            ) : (
              <div
                ref={list}
                onPointerEnter={() => holdFor(true)}
                onPointerLeave={() => holdFor(false)}
                className={classNames(
                  dense
                    ? 'overflow-hidden rounded-xl border border-line bg-card shadow-card'
                    : 'grid grid-cols-1 gap-4 md:grid-cols-2 2xl:grid-cols-3',
                )}
              >
                {queue.rows.map((one) => (
                  <div
                    key={one.decision_id}
                    className={
                      dense
                        ? 'border-b border-line [contain-intrinsic-size:auto_3.5rem] [content-visibility:auto] last:border-0'
                        : 'min-w-0 animate-arrive'
                    }
                  >
                    <Row
                      row={one}
                      events={events}
                      isCurrent={one.decision_id === current}
                      isSelected={selected.has(one.decision_id)}
                      isUndoable={commands.held?.id === one.decision_id}
                      viewers={one.decision_id === current ? viewers : nobody}
                    />
                  </div>
                ))}
              </div>
            )
          }
        </QueryView>
      </PanelBoundary>
      <div ref={end} />
      {hasNextPage && (
        <div className="flex justify-center">
          <Button busy={isFetchingNextPage} onClick={() => void fetchNextPage()}>
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
        onDone={() => setSelected(new Set())}
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

const nobody: readonly string[] = [];
