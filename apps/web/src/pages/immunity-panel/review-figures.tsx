import type { DecisionSummary } from '@maximus/contracts';
import type { UseQueryResult } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import { Panel } from '../../design/card.tsx';
import { QueryView } from '../../design/query-view.tsx';
import { Skeleton } from '../../design/skeleton.tsx';
import { Table } from '../../design/table.tsx';
import { useI18n } from '../../i18n/i18n.tsx';
import { RateCard } from './rate-card.tsx';

const StackedBars = lazy(() =>
  import('../../charts/stacked-bars.tsx').then((module) => ({ default: module.StackedBars })),
);

/** How review goes over time and per project, beside published figures. */
export function ReviewFigures({ summary }: { readonly summary: UseQueryResult<DecisionSummary> }) {
  const { t, hour, day, number, percent, duration } = useI18n();
  return (
    <QueryView query={summary}>
      {(data) => {
        const { n, baselines, over_time: points } = data;
        const label = data.range === '1h' || data.range === '24h' ? hour : day;
        const opened = points.reduce((sum, point) => sum + point.opened, 0);
        const decided = points.reduce((sum, point) => sum + point.decided, 0);
        return (
          <div className="grid gap-5">
            <div className="grid gap-4 sm:grid-cols-2 xl:grid-cols-4">
              <RateCard
                title={t('panel.merge')}
                means={t('panel.merge.means')}
                rate={data.merge_rate}
                n={n['merge_rate']}
                baseline={baselines.merge_rate}
              />
              <RateCard
                title={t('panel.break')}
                means={t('panel.break.means')}
                rate={data.build_break_rate}
                n={n['build_break_rate']}
                baseline={baselines.build_break_rate}
              />
              <RateCard
                title={t('panel.verified')}
                means={t('panel.verified.means')}
                rate={data.verified_rate}
                n={n['verified_rate']}
              />
              <RateCard
                title={t('panel.undo')}
                means={t('panel.undo.means')}
                rate={data.undo_rate}
                n={n['undo_rate']}
              />
            </div>
            <div className="grid items-start gap-5 xl:grid-cols-2">
              <Panel title={t('panel.overTime')}>
                <Suspense fallback={<Skeleton className="h-52 w-full" />}>
                  <StackedBars
                    title={t('panel.overTime')}
                    summary={t('panel.overTime.summary', { opened, decided })}
                    axis={t('metrics.time')}
                    series={[
                      { id: 'decided', title: t('panel.decided'), colour: 'var(--chart-1)' },
                      { id: 'opened', title: t('panel.opened'), colour: 'var(--chart-2)' },
                    ]}
                    points={points.map((point) => ({
                      label: label(point.at),
                      values: { opened: point.opened, decided: point.decided },
                    }))}
                  />
                </Suspense>
              </Panel>
              <Panel title={t('panel.byProject')} flush>
                <Table
                  caption={t('panel.byProject')}
                  rows={data.by_project}
                  rowKey={(row) => row.project_id}
                  columns={[
                    {
                      id: 'project',
                      title: t('finding.project'),
                      cell: (row) => row.project,
                    },
                    {
                      id: 'total',
                      title: t('review.stats.total'),
                      align: 'end',
                      cell: (row) => number(row.total_patches),
                    },
                    {
                      id: 'pending',
                      title: t('review.stats.pending'),
                      align: 'end',
                      cell: (row) => number(row.pending),
                    },
                    {
                      id: 'median',
                      title: t('review.stats.time'),
                      align: 'end',
                      from: 'sm',
                      cell: (row) => duration(row.median_decision_time_seconds),
                    },
                    {
                      id: 'merge',
                      title: t('panel.merge'),
                      align: 'end',
                      from: 'md',
                      cell: (row) => percent(row.merge_rate),
                    },
                    { id: 'mttr', title: 'MTTR', align: 'end', from: 'md', cell: (row) => duration(row.mttr_seconds) },
                  ]}
                />
              </Panel>
            </div>
          </div>
        );
      }}
    </QueryView>
  );
}
