import { useQuery, useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import { bodyOf } from '../../api/failures.ts';
import { useServices } from '../../api/use-services.tsx';
import { PanelBoundary } from '../../app/crashed-page.tsx';
import { Page } from '../../app/page.tsx';
import { MttrPanel, SlaPanel } from '../../charts/course-panels.tsx';
import { Panel } from '../../design/card.tsx';
import { QueryView } from '../../design/query-view.tsx';
import { Skeleton } from '../../design/skeleton.tsx';
import { StatCard } from '../../design/stat-card.tsx';
import { ComputedAt } from '../../design/texts.tsx';
import { useI18n } from '../../i18n/i18n.tsx';
import { useChannel } from '../../live/use-channel.ts';
import { useOncePerSecond } from '../../live/use-once-per-second.ts';
import { Attention } from './attention.tsx';
import { coverageNow } from './coverage-now.ts';
import { LoopDiagram } from './loop-diagram.tsx';
import { countsOfLoop } from './loop-stages.ts';

const OpenOverTime = lazy(() =>
  import('../../charts/trend-charts.tsx').then(({ OpenOverTime: Chart }) => ({ default: Chart })),
);
const EstateHeatMap = lazy(() =>
  import('../../charts/estate-heat-map.tsx').then(({ EstateHeatMap: Chart }) => ({ default: Chart })),
);

/** What needs a person now, and how the loop stands. */
export function Component() {
  const { t, duration, number } = useI18n();
  const { api, immunity } = useServices();
  const queries = useQueryClient();
  const key = (name: string) => ['overview', name] as const;
  const due = useQuery({
    queryKey: key('due'),
    queryFn: ({ signal }) => immunity.getAPVs({ sort: 'due_at', limit: 5 }, signal),
  });
  const decisions = useQuery({
    queryKey: key('decisions'),
    queryFn: ({ signal }) => bodyOf(api.listPendingPatches({ query: { limit: 5, sort: 'sla' } }, { signal })),
  });
  const projects = useQuery({
    queryKey: key('projects'),
    queryFn: ({ signal }) => bodyOf(api.listProjects({ query: { limit: 200 } }, { signal })),
  });
  const feeds = useQuery({ queryKey: key('feeds'), queryFn: ({ signal }) => bodyOf(api.listFeeds({}, { signal })) });
  const eureka = useQuery({
    queryKey: key('eureka'),
    queryFn: ({ signal }) => bodyOf(api.getEurekaStats({}, { signal })),
  });
  const metrics = useQuery({
    queryKey: ['metrics', '24h'],
    queryFn: ({ signal }) => immunity.getMetrics('24h', signal),
  });
  const trends = useQuery({
    queryKey: ['trends', '30d'],
    staleTime: 60_000,
    queryFn: ({ signal }) => bodyOf(api.getTrends({ query: { range: '30d' } }, { signal })),
  });

  const refresh = useOncePerSecond(() => {
    void queries.invalidateQueries({ queryKey: ['overview'] });
    void queries.invalidateQueries({ queryKey: ['metrics'] });
  });
  const poll = (kind: 'list' | 'summary') => {
    if (kind === 'summary') refresh();
  };
  useChannel('adaptive-immunity', { message: refresh, resync: refresh, poll });
  useChannel('hitl', { message: refresh, resync: refresh });

  const now = Date.now();
  const overdue = due.data?.items.filter(({ due_at: at }) => at !== undefined && Date.parse(at) < now) ?? [];
  const unchecked = projects.data?.items.filter(({ check_state: state }) => state !== 'ok') ?? [];
  const stale = feeds.data?.items.filter(({ enabled, freshness }) => enabled && freshness !== 'fresh') ?? [];
  const counts = countsOfLoop({
    apvs: due.data?.counts.status,
    patches: eureka.data?.patches,
    waiting: decisions.data?.total,
  });

  return (
    <Page title={t('nav.overview')} description={t('overview.description')}>
      <div className="grid gap-4">
        <PanelBoundary>
          <section aria-label={t('overview.loop')}>
            <h2 className="sr-only">{t('overview.loop')}</h2>
            <LoopDiagram counts={counts} />
          </section>
        </PanelBoundary>
        <div className="grid items-start gap-4 xl:grid-cols-12">
          <div className="grid min-w-0 gap-4 xl:col-span-7">
            <PanelBoundary>
              <Panel title={t('overview.attention')}>
                <QueryView query={due}>
                  {() => (
                    <Attention
                      decisions={decisions.data?.items ?? []}
                      decisionCount={decisions.data?.total ?? 0}
                      overdue={overdue}
                      overdueCount={Math.max(overdue.length, metrics.data?.overdue ?? 0)}
                      unchecked={unchecked}
                      feeds={stale}
                    />
                  )}
                </QueryView>
              </Panel>
            </PanelBoundary>
            <PanelBoundary>
              <Panel title={t('overview.heat')}>
                <QueryView query={projects}>
                  {({ items }) => (
                    <Suspense fallback={<Skeleton className="h-40 w-full" />}>
                      <EstateHeatMap projects={items} />
                    </Suspense>
                  )}
                </QueryView>
              </Panel>
            </PanelBoundary>
          </div>
          <div className="grid min-w-0 items-start gap-4 lg:grid-cols-2 xl:col-span-5 xl:grid-cols-1">
            <PanelBoundary>
              <QueryView query={metrics}>
                {(data) => (
                  <div className="grid grid-cols-2 gap-3">
                    <StatCard
                      title={t('metrics.mttrMedian')}
                      value={data.mttr_median_seconds === null ? undefined : duration(data.mttr_median_seconds)}
                      note={t('metrics.sample', { n: data.sample_sizes['mttr'] ?? 0 })}
                    />
                    <Coverage projects={projects.data} />
                    <StatCard
                      title={t('overview.openCritical')}
                      value={number(data.open_by_priority.critical)}
                      note={t('overview.openHigh', { n: data.open_by_priority.high })}
                    />
                    <StatCard
                      title={t('overview.overdueCount')}
                      value={number(data.overdue)}
                      note={t('overview.overdue.means')}
                    />
                    <div className="col-span-2 empty:hidden">
                      <ComputedAt time={data.generated_at} what={t('overview.computed')} />
                    </div>
                  </div>
                )}
              </QueryView>
            </PanelBoundary>
            <PanelBoundary>
              <Panel title={t('metrics.openOverTime')}>
                <QueryView query={trends}>
                  {(data) => (
                    <Suspense fallback={<Skeleton className="h-52 w-full" />}>
                      <OpenOverTime trends={data} />
                    </Suspense>
                  )}
                </QueryView>
              </Panel>
            </PanelBoundary>
          </div>
        </div>
        <div className="grid items-start gap-4 lg:grid-cols-2">
          <MttrPanel range="30d" />
          <SlaPanel range="7d" />
        </div>
      </div>
    </Page>
  );
}

/** The share of projects that are checked with fresh data, as the list of them stands now. */
function Coverage({ projects }: { readonly projects: Parameters<typeof coverageNow>[0] | undefined }) {
  const { t, percent } = useI18n();
  const now = projects && coverageNow(projects);
  const values = { ok: now?.ok ?? 0, n: now?.of ?? 0 };
  return (
    <StatCard
      title={t('overview.coverage')}
      value={now?.share === undefined ? undefined : percent(now.share)}
      note={now && t(now.isPart ? 'overview.coverage.ofFirst' : 'overview.coverage.of', values)}
    />
  );
}
