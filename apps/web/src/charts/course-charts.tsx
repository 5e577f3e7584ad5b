import type { LadderOutcomes, MttrTrend, SlaBurn } from '@maximus/contracts';
import { useI18n } from '../i18n/i18n.tsx';
import { repairs, sumOfClocks } from './course-figures.ts';
import { LineChart } from './line-chart.tsx';
import { timeTicks } from './scale.ts';
import { StackedBars } from './stacked-bars.tsx';
import { StackedRows } from './stacked-rows.tsx';
import { evenSteps, type Step } from './steps.ts';

const parts = ['detected_validated', 'validated_decided', 'decided_merged', 'merged_verified'] as const;
const priorities = ['critical', 'high', 'medium', 'low'] as const;
const clocks = ['in_time', 'at_risk', 'late'] as const;
const outcomes = ['verified', 'under_way', 'waiting', 'rejected', 'failed', 'dropped'] as const;

const clockColours = { in_time: 'var(--chart-good)', at_risk: 'var(--chart-medium)', late: 'var(--chart-critical)' };
const outcomeColours = {
  verified: 'var(--chart-good)',
  under_way: 'var(--chart-2)',
  waiting: 'var(--chart-medium)',
  rejected: 'var(--chart-4)',
  failed: 'var(--chart-critical)',
  dropped: 'var(--neutral)',
};

/** How steps of time are written. */
function useStepLabel(step: Step): (at: string) => string {
  const { hour, dayUtc } = useI18n();
  return step === 'day' ? dayUtc : hour;
}

/** The mean time to repair over time: where it went, or by priority. */
export function MttrOverTime({ trend, by }: { readonly trend: MttrTrend; readonly by: 'part' | 'priority' }) {
  const { t, duration } = useI18n();
  const label = useStepLabel(trend.step);
  const steps = evenSteps(trend.points, { ...trend, now: trend.generated_at });
  const { n, mean } = repairs(trend.points);
  const title = t('course.mttr');
  const summary = t('course.mttr.summary', { n, mean: duration(mean) });
  if (by === 'priority')
    return (
      <LineChart
        title={title}
        summary={summary}
        axis={t('metrics.time')}
        ticks={timeTicks}
        format={duration}
        series={priorities.map((id) => ({
          id,
          title: t(`vocabulary.priority.${id}`),
          colour: `var(--chart-${id})`,
        }))}
        points={steps.map(({ at, point }) => ({
          label: label(at),
          values: Object.fromEntries(priorities.map((id) => [id, point?.by_priority[id]?.mean_seconds])),
        }))}
      />
    );
  return (
    <StackedBars
      title={title}
      summary={summary}
      axis={t('metrics.time')}
      ticks={timeTicks}
      format={duration}
      series={parts.map((id, at) => ({ id, title: t(`course.part.${id}`), colour: `var(--chart-${at + 1})` }))}
      points={steps.map(({ at, point }) => ({ label: label(at), values: point?.parts }))}
    />
  );
}

/** How first decisions stood against their clock. */
export function SlaOverTime({ burn }: { readonly burn: SlaBurn }) {
  const { t, percent } = useI18n();
  const label = useStepLabel(burn.step);
  const { total, inTime } = sumOfClocks(burn.points);
  const open = sumOfClocks(Object.values(burn.open));
  const summary =
    total === 0
      ? t('course.sla.none', { n: open.total })
      : t('course.sla.summary', { n: total, share: percent(inTime / total), late: open.late });
  return (
    <StackedBars
      title={t('course.sla')}
      summary={summary}
      axis={t('metrics.time')}
      series={clocks.map((id) => ({ id, title: t(`course.sla.${id}`), colour: clockColours[id] }))}
      points={evenSteps(burn.points, { ...burn, now: burn.generated_at }).map(({ at, point }) => ({
        label: label(at),
        values: point === undefined ? {} : { in_time: point.in_time, at_risk: point.at_risk, late: point.late },
      }))}
    />
  );
}

/** What came of the remedies of every rung of the ladder. */
export function LadderRows({ ladder }: { readonly ladder: LadderOutcomes }) {
  const { t } = useI18n();
  const taken = ladder.rungs.reduce((sum, row) => sum + outcomes.reduce((n, id) => n + row[id], 0), 0);
  const verified = ladder.rungs.reduce((sum, row) => sum + row.verified, 0);
  return (
    <StackedRows
      title={t('course.ladder')}
      summary={t('course.ladder.summary', { n: taken, verified })}
      axis={t('course.rung')}
      series={outcomes.map((id) => ({ id, title: t(`course.outcome.${id}`), colour: outcomeColours[id] }))}
      rows={ladder.rungs.map(({ rung, not_taken, ...values }) => ({
        id: rung,
        label: t(`vocabulary.rung.${rung}`),
        ...(not_taken > 0 && { note: t('course.notTaken', { n: not_taken }) }),
        values,
      }))}
    />
  );
}
