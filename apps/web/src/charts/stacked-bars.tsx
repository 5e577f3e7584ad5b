import { useI18n } from '../i18n/i18n.tsx';
import { ChartFrame } from './chart-frame.tsx';
import { axisTicks, shownLabels } from './scale.ts';

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
  readonly points: readonly { readonly label: string; readonly values: Readonly<Record<string, number>> }[];
}

const height = 190;
const left = 34;
const bottom = 20;

/** Counts over time, each bar parted by series. */
export function StackedBars({ title, summary, axis, series, points }: StackedBarsProps) {
  const { number, t } = useI18n();
  const totals = points.map(({ values }) => series.reduce((sum, { id }) => sum + (values[id] ?? 0), 0));
  const ticks = axisTicks(Math.max(...totals, 0));
  const top = ticks.at(-1) ?? 1;
  return (
    <ChartFrame
      title={title}
      summary={summary}
      height={height}
      legend={series.map(({ title: name, colour }) => ({ title: name, colour }))}
      heads={[axis, ...series.map(({ title: name }) => name), t('metrics.total')]}
      rows={points.map(({ label, values }, at) => [
        label,
        ...series.map(({ id }) => number(values[id] ?? 0)),
        number(totals[at]),
      ])}
    >
      {(width) => {
        const field = width - left - 4;
        const step = field / Math.max(1, points.length);
        const bar = Math.max(2, Math.min(28, step * 0.7));
        const y = (value: number) => height - bottom - (value / top) * (height - bottom - 8);
        const labels = shownLabels(points.length, field, 56);
        return (
          <svg role="img" aria-label={`${title}. ${summary}`} width={width} height={height} className="text-[0.68rem]">
            {ticks.map((tick) => (
              <g key={tick}>
                <line
                  x1={left}
                  x2={width}
                  y1={y(tick)}
                  y2={y(tick)}
                  stroke="var(--line)"
                  strokeDasharray={tick === 0 ? undefined : '2 3'}
                />
                <text x={left - 6} y={y(tick) + 3.5} textAnchor="end" fill="var(--faint)">
                  {number(tick)}
                </text>
              </g>
            ))}
            {points.map(({ label, values }, at) => {
              const x = left + step * at + (step - bar) / 2;
              let sum = 0;
              return (
                <g key={label}>
                  <title>{`${label}: ${series.map(({ id, title: name }) => `${name} ${values[id] ?? 0}`).join(', ')}`}</title>
                  <rect x={left + step * at} y={0} width={step} height={height - bottom} fill="transparent" />
                  {series.map(({ id, colour }) => {
                    const value = values[id] ?? 0;
                    if (value === 0) return null;
                    const from = sum;
                    sum += value;
                    return (
                      <rect
                        key={id}
                        x={x}
                        width={bar}
                        y={y(sum) + 0.5}
                        height={Math.max(1, y(from) - y(sum) - 1)}
                        rx={1.5}
                        fill={colour}
                      />
                    );
                  })}
                  {labels.has(at) && (
                    <text
                      x={at === points.length - 1 ? width - 2 : left + step * (at + 0.5)}
                      y={height - 5}
                      textAnchor={at === points.length - 1 ? 'end' : 'middle'}
                      fill="var(--faint)"
                    >
                      {label}
                    </text>
                  )}
                </g>
              );
            })}
          </svg>
        );
      }}
    </ChartFrame>
  );
}
