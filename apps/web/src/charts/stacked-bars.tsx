import { useI18n } from '../i18n/i18n.tsx';
import { ChartFrame } from './chart-frame.tsx';
import { leftOf, PlotGround, plot } from './plot.tsx';
import { axisTicks } from './scale.ts';

/** One part of every bar; the first lies at the bottom. */
export interface Series {
  readonly id: string;
  readonly title: string;
  /** A colour of the tokens, `var(--critical)`. */
  readonly colour: string;
}

interface StackedBarsProps {
  readonly title: string;
  readonly summary: string;
  /** What the axis shows. */
  readonly axis: string;
  readonly series: readonly Series[];
  /** Absent values: nothing is known there, and the table says so. */
  readonly points: readonly {
    readonly label: string;
    readonly values: Readonly<Record<string, number>> | undefined;
  }[];
  /** Numbers beside the axis up to a value; whole ones where absent. */
  readonly ticks?: (top: number) => readonly number[];
  readonly format?: (value: number | null | undefined) => string;
}

/** Amounts over time, each bar parted by series. */
export function StackedBars({ title, summary, axis, series, points, ticks: ticksOf, format }: StackedBarsProps) {
  const { number, t } = useI18n();
  const written = format ?? number;
  const totals = points.map(({ values }) => values && series.reduce((sum, { id }) => sum + (values[id] ?? 0), 0));
  const ticks = (ticksOf ?? axisTicks)(Math.max(...totals.map((total) => total ?? 0), 0));
  const top = ticks.at(-1) ?? 1;
  const { height, bottom } = plot;
  const left = leftOf(ticks, written);
  return (
    <ChartFrame
      title={title}
      summary={summary}
      height={height}
      legend={series.map(({ title: name, colour }) => ({ title: name, colour }))}
      heads={[axis, ...series.map(({ title: name }) => name), t('metrics.total')]}
      rows={points.map(({ label, values }, at) => [
        label,
        ...series.map(({ id }) => written(values && (values[id] ?? 0))),
        written(totals[at]),
      ])}
    >
      {(width) => {
        const step = (width - left - 4) / Math.max(1, points.length);
        const bar = Math.max(2, Math.min(28, step * 0.7));
        const y = (value: number) => height - bottom - (value / top) * (height - bottom - plot.top);
        return (
          <svg role="img" aria-label={`${title}. ${summary}`} width={width} height={height} className="text-[0.68rem]">
            <PlotGround width={width} ticks={ticks} format={written} labels={points.map(({ label }) => label)} />
            {points.map(({ label, values }, at) => {
              if (values === undefined) return null;
              let sum = 0;
              return (
                <g key={label}>
                  <title>{`${label}: ${series.map(({ id, title: name }) => `${name} ${written(values[id] ?? 0)}`).join(', ')}`}</title>
                  <rect x={left + step * at} y={0} width={step} height={height - bottom} fill="transparent" />
                  {series.map(({ id, colour }) => {
                    const value = values[id] ?? 0;
                    if (value === 0) return null;
                    const from = sum;
                    sum += value;
                    return (
                      <rect
                        key={id}
                        x={left + step * at + (step - bar) / 2}
                        width={bar}
                        y={y(sum) + 0.5}
                        height={Math.max(1, y(from) - y(sum) - 1)}
                        rx={1.5}
                        fill={colour}
                      />
                    );
                  })}
                </g>
              );
            })}
          </svg>
        );
      }}
    </ChartFrame>
  );
}
