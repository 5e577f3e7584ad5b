import type { MetricsRange, MetricsSnapshot, Trends } from '@maximus/contracts';
import { Activity, CircleCheckBig, Gauge, Radar, Timer, TruckElectric } from 'lucide-react';
import { lazy, Suspense } from 'react';
import { Sparkline } from '../../charts/sparkline.tsx';
import { Panel } from '../../design/card.tsx';
import { FilterSelect } from '../../design/fields.tsx';
import { Skeleton } from '../../design/skeleton.tsx';
import { StatCard } from '../../design/stat-card.tsx';
import { ComputedAt } from '../../design/texts.tsx';
import { useI18n } from '../../i18n/i18n.tsx';

const StageTimes = lazy(() =>
  import('../../charts/trend-charts.tsx').then(({ StageTimes: Chart }) => ({ default: Chart })),
);
const SeverityOverTime = lazy(() =>
  import('../../charts/trend-charts.tsx').then(({ SeverityOverTime: Chart }) => ({ default: Chart })),
);

/** The ranges of metrics. */
export const metricRanges = ['1h', '24h', '7d', '30d'] as const satisfies readonly MetricsRange[];

interface MetricsPanelProps {
  readonly metrics: MetricsSnapshot;
  readonly trends?: Trends | undefined;
  readonly onRange?: (range: MetricsRange) => void;
}

/** How fast the loop turns: figures with what they stand on, and where the time goes. */
export function MetricsPanel({ metrics, trends, onRange }: MetricsPanelProps) {
  const { t, duration, percent, number } = useI18n();
  const sample = (name: string) => {
    const n = metrics.sample_sizes[name];
    return n === undefined
      ? t(`metrics.range.${metrics.range}`)
      : `${t('metrics.sample', { n })} · ${t(`metrics.range.${metrics.range}`)}`;
  };
  const span = (seconds: number | null) => (seconds === null ? undefined : duration(seconds));
  const iconClass = 'size-4 shrink-0 text-accent';
  const detected = trends?.points.map(({ detected: count }) => count) ?? [];
  return (
    <div className="grid gap-4">
      <Panel
        title={t('metrics.title')}
        actions={
          onRange !== undefined && (
            <FilterSelect
              label={t('metrics.range')}
              value={metrics.range}
              onChange={(event) => onRange(metricRanges.find((range) => range === event.target.value) ?? '24h')}
              options={metricRanges.map((range) => ({ value: range, title: t(`metrics.range.${range}`) }))}
            />
          )
        }
      >
        <div className="grid grid-cols-2 gap-3">
          <StatCard
            icon={<Timer aria-hidden className={iconClass} />}
            title={t('metrics.mttr')}
            value={span(metrics.mttr_avg_seconds)}
            note={sample('mttr')}
          />
          <StatCard
            icon={<Timer aria-hidden className={iconClass} />}
            title={t('metrics.mttrMedian')}
            value={span(metrics.mttr_median_seconds)}
            note={`${t('metrics.p95')}: ${span(metrics.mttr_p95_seconds) ?? t('common.noData')}`}
          />
          <StatCard
            icon={<CircleCheckBig aria-hidden className={iconClass} />}
            title={t('metrics.success')}
            value={metrics.success_rate === null ? undefined : percent(metrics.success_rate)}
            note={sample('success_rate')}
          />
          <StatCard
            icon={<Gauge aria-hidden className={iconClass} />}
            title={t('metrics.perHour')}
            value={number(metrics.apvs_per_hour)}
            note={t(`metrics.range.${metrics.range}`)}
            sparkline={<Sparkline values={detected} />}
          />
          <StatCard
            icon={<Radar aria-hidden className={iconClass} />}
            title={t('metrics.detected')}
            value={number(metrics.apvs_detected)}
            note={t(`metrics.range.${metrics.range}`)}
          />
          <StatCard
            icon={<Activity aria-hidden className={iconClass} />}
            title={t('metrics.confirmed')}
            value={number(metrics.apvs_confirmed)}
            note={t(`metrics.range.${metrics.range}`)}
          />
          <div className="col-span-2">
            <StatCard
              icon={<TruckElectric aria-hidden className={iconClass} />}
              title={t('metrics.applied')}
              value={number(metrics.patches_applied)}
              note={t(`metrics.range.${metrics.range}`)}
            />
          </div>
          <div className="col-span-2 empty:hidden">
            <ComputedAt time={metrics.generated_at} />
          </div>
        </div>
      </Panel>
      {trends !== undefined && (
        <Panel title={t('metrics.severityOverTime')}>
          <Suspense fallback={<Skeleton className="h-52 w-full" />}>
            <SeverityOverTime trends={trends} />
          </Suspense>
        </Panel>
      )}
      <Panel title={t('metrics.stages')}>
        <Suspense fallback={<Skeleton className="h-52 w-full" />}>
          <StageTimes metrics={metrics} />
        </Suspense>
      </Panel>
    </div>
  );
}
