import type { MetricsSnapshot, Trends } from '@maximus/contracts';
import { useI18n } from '../i18n/i18n.tsx';
import { DurationBars } from './duration-bars.tsx';
import { StackedBars } from './stacked-bars.tsx';

const stages = [
  'advisory_detected',
  'detected_confirmed',
  'confirmed_validated',
  'validated_decided',
  'decided_merged',
  'merged_verified',
] as const;
const priorities = ['low', 'medium', 'high', 'critical'] as const;
const severities = ['unknown', 'low', 'medium', 'high', 'critical'] as const;

/** Hours alone within a day, with their day over more. */
function useBucketLabel({ bucket, points }: Trends): (at: string) => string {
  const { hour, day, dayUtc } = useI18n();
  if (bucket === 'day') return dayUtc;
  return points.length <= 24 ? hour : (at) => `${day(at)} ${hour(at)}`;
}

/** What was detected over time, by severity. */
export function SeverityOverTime({ trends }: { readonly trends: Trends }) {
  const { t } = useI18n();
  const labelOf = useBucketLabel(trends);
  const total = trends.points.reduce((sum, { detected }) => sum + detected, 0);
  return (
    <StackedBars
      title={t('metrics.severityOverTime')}
      summary={t('metrics.severityOverTime.summary', { n: total })}
      axis={t('metrics.time')}
      series={severities.map((id) => ({
        id,
        title: t(`vocabulary.severity.${id}`),
        colour: id === 'unknown' ? 'var(--neutral)' : `var(--chart-${id})`,
      }))}
      points={trends.points.map(({ at, detected_by_severity: values }) => ({
        label: labelOf(at),
        values: { ...values, unknown: values.unknown + values.none },
      }))}
    />
  );
}

/** What was open at the end of each hour or day, by priority. */
export function OpenOverTime({ trends }: { readonly trends: Trends }) {
  const { t } = useI18n();
  const labelOf = useBucketLabel(trends);
  const last = trends.points.at(-1)?.open_by_priority;
  const open = last === undefined ? 0 : priorities.reduce((sum, one) => sum + last[one], 0);
  return (
    <StackedBars
      title={t('metrics.openOverTime')}
      summary={t('metrics.openOverTime.summary', { n: open })}
      axis={t('metrics.time')}
      series={priorities.map((id) => ({ id, title: t(`vocabulary.priority.${id}`), colour: `var(--chart-${id})` }))}
      points={trends.points.map(({ at, open_by_priority: values }) => ({
        label: labelOf(at),
        values,
      }))}
    />
  );
}

/** How long each stage of the loop takes. */
export function StageTimes({ metrics }: { readonly metrics: MetricsSnapshot }) {
  const { t } = useI18n();
  return (
    <DurationBars
      title={t('metrics.stages')}
      summary={t('metrics.stages.summary')}
      axis={t('metrics.stage')}
      rows={stages.map((id) => ({ id, label: t(`metrics.stage.${id}`), ...metrics.stage_seconds[id] }))}
    />
  );
}
