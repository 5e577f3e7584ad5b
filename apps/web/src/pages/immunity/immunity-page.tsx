import type { MetricsRange } from '@maximus/contracts';
import { CirclePause, Download, FilterX, ShieldCheck } from 'lucide-react';
import { useCallback, useMemo, useRef, useState } from 'react';
import { useNavigate } from 'react-router';
import { useActions } from '../../actions/use-actions.tsx';
import { useServices } from '../../api/use-services.tsx';
import { PanelBoundary } from '../../app/crashed-page.tsx';
import { Page } from '../../app/page.tsx';
import { useAddressFilters } from '../../app/use-address-filters.ts';
import { Button } from '../../design/button.tsx';
import { Panel } from '../../design/card.tsx';
import { Menu } from '../../design/menu.tsx';
import { Banner, EmptyState } from '../../design/messages.tsx';
import { QueryView } from '../../design/query-view.tsx';
import { SkeletonRows } from '../../design/skeleton.tsx';
import { apvAddress } from '../../entities/apv-card.tsx';
import { useI18n } from '../../i18n/i18n.tsx';
import { Announcer } from './announcer.tsx';
import { ApvFilterBar } from './apv-filter-bar.tsx';
import { isNarrowed, readApvFilters } from './apv-filters.ts';
import { APVTimeline } from './apv-timeline.tsx';
import { ImmunitySide } from './immunity-side.tsx';
import { metricRanges } from './metrics-panel.tsx';
import { useApvList } from './use-apv-list.ts';

export { AdaptiveImmunityDashboard as Component };

/** Formats in which the whole list can be had. */
const exportFormats = ['csv', 'json', 'sarif', 'cyclonedx'] as const;

/** APVs as they come, and how fast the estate heals. */
export function AdaptiveImmunityDashboard() {
  const { t } = useI18n();
  const { baseUrl } = useServices();
  const navigate = useNavigate();
  const { params, set, clear } = useAddressFilters();
  const filters = useMemo(() => readApvFilters(params), [params]);
  const [paused, setPaused] = useState(false);
  const { list, stream, apvs, newIds, counts } = useApvList(filters);
  const current = useRowKeys(
    apvs.map(({ id }) => id),
    (id) => void navigate(apvAddress({ id })),
  );

  const range = metricRanges.find((one) => one === params.get('range')) ?? '24h';
  const latest = useRef(set);
  latest.current = set;
  const changeRange = useCallback((one: MetricsRange) => latest.current('range', one === '24h' ? '' : one), []);
  const open = Object.entries(counts?.status ?? {}).reduce((sum, [, n]) => sum + n, 0);
  const exportAddress = (format: string) => {
    const query = new URLSearchParams({ format });
    for (const name of ['priority', 'severity', 'status', 'kev', 'q']) {
      const value = params.get(name);
      if (value !== null) query.set(name, value);
    }
    return `${baseUrl}/api/adaptive-immunity/apvs/export?${query}`;
  };

  return (
    <Page
      title={t('immunity.title')}
      description={t('immunity.description')}
      actions={
        <Menu
          label={t('immunity.export.menu')}
          trigger={<Button icon={<Download aria-hidden className="size-4" />}>{t('immunity.export.menu')}</Button>}
          items={exportFormats.map((format) => ({
            id: format,
            title: t('immunity.export', { format: format.toUpperCase() }),
            run: () => location.assign(exportAddress(format)),
          }))}
        />
      }
    >
      <Announcer count={newIds.size} />
      <div className="grid items-start gap-4 xl:grid-cols-12">
        <div className="min-w-0 xl:sticky xl:top-18 xl:col-span-8">
          <Panel
            flush
            title={t(filters.order === 'detected' ? 'immunity.timeline' : 'immunity.list')}
            beside={
              counts !== undefined && <span className="text-sm text-faint">{t('immunity.open', { n: open })}</span>
            }
          >
            <ApvFilterBar filters={filters} onChange={set} onClear={clear} paused={paused} onPause={setPaused} />
            {paused && (
              <div className="px-4 pt-3">
                <Banner tone="medium" icon={CirclePause}>
                  {t('immunity.paused')}
                </Banner>
              </div>
            )}
            <PanelBoundary>
              <QueryView
                query={list}
                skeleton={<SkeletonRows rows={4} height="h-36" />}
                isEmpty={() => apvs.length === 0}
                empty={
                  isNarrowed(filters) ? (
                    <EmptyState icon={FilterX} title={t('common.filtersHide')}>
                      {t('common.filtersHide.means')}
                    </EmptyState>
                  ) : (
                    <EmptyState icon={ShieldCheck} title={t('immunity.none')}>
                      {t('immunity.none.means')}
                    </EmptyState>
                  )
                }
              >
                {() => (
                  <APVTimeline
                    label={t('immunity.timeline')}
                    apvs={apvs}
                    maxItems={Number.POSITIVE_INFINITY}
                    newIds={newIds}
                    currentId={current}
                    paused={paused}
                    plain={filters.order !== 'detected'}
                    onEnd={() => {
                      if (list.hasNextPage && !list.isFetchingNextPage) void list.fetchNextPage();
                    }}
                  />
                )}
              </QueryView>
            </PanelBoundary>
          </Panel>
        </div>
        <ImmunitySide range={range} onRange={changeRange} metrics={stream.metrics} patches={stream.patches} />
      </div>
    </Page>
  );
}

/** `j` and `k` choose a row, `Enter` opens it. */
function useRowKeys(ids: readonly string[], open: (id: string) => void): string | undefined {
  const { t } = useI18n();
  const [current, setCurrent] = useState<string>();
  const at = current === undefined ? -1 : ids.indexOf(current);
  const any = () => (ids.length > 0 ? true : t('immunity.none'));
  useActions([
    {
      id: 'list.next',
      title: t('action.next'),
      keys: ['j'],
      scope: 'page',
      available: any,
      run: () => setCurrent(ids[Math.min(ids.length - 1, at + 1)]),
    },
    {
      id: 'list.previous',
      title: t('action.previous'),
      keys: ['k'],
      scope: 'page',
      available: any,
      run: () => setCurrent(ids[Math.max(0, at - 1)]),
    },
    {
      id: 'list.open',
      title: t('action.open'),
      keys: ['Enter'],
      scope: 'page',
      available: () => (at >= 0 ? true : t('action.chooseFirst')),
      run: () => {
        if (current !== undefined) open(current);
      },
    },
  ]);
  return current;
}
