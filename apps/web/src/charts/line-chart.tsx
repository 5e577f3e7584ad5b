import { ChartFrame } from './chart-frame.tsx';
import { leftOf, PlotGround, plot } from './plot.tsx';
import { linePath } from './scale.ts';
import type { Series } from './stacked-bars.tsx';

interface LineChartProps {
  readonly title: string;
  readonly summary: string;
  readonly axis: string;
  readonly series: readonly Series[];
  /** A value that is absent is a gap and never zero. */
  readonly points: readonly { readonly label: string; readonly values: Readonly<Record<string, number | undefined>> }[];
  readonly ticks: (top: number) => readonly number[];
  readonly format: (value: number | null | undefined) => string;
}

/** Values over time, a line for each series; a value without neighbours is a dot. */
export function LineChart({ title, summary, axis, series, points, ticks: ticksOf, format }: LineChartProps) {
  const values = points.flatMap((point) => series.map(({ id }) => point.values[id] ?? 0));
  const ticks = ticksOf(Math.max(...values, 0));
  const top = ticks.at(-1) ?? 1;
  const left = leftOf(ticks, format);
  return (
    <ChartFrame
      title={title}
      summary={summary}
      height={plot.height}
      legend={series.map(({ title: name, colour }) => ({ title: name, colour }))}
      heads={[axis, ...series.map(({ title: name }) => name)]}
      rows={points.map(({ label, values: known }) => [label, ...series.map(({ id }) => format(known[id]))])}
    >
      {(width) => {
        const field = width - left - 4;
        const step = field / Math.max(1, points.length);
        const inner = plot.height - plot.bottom - plot.top;
        return (
          <svg
            role="img"
            aria-label={`${title}. ${summary}`}
            width={width}
            height={plot.height}
            className="text-[0.68rem]"
          >
            <PlotGround width={width} ticks={ticks} format={format} labels={points.map(({ label }) => label)} />
            <g transform={`translate(${left + step / 2} ${plot.top})`}>
              {series.map(({ id, colour }) => (
                <path
                  key={id}
                  d={linePath(
                    points.map((point) => point.values[id] ?? null),
                    field - step,
                    inner,
                    top,
                  )}
                  fill="none"
                  stroke={colour}
                  strokeWidth={2}
                  strokeLinejoin="round"
                  strokeLinecap="round"
                />
              ))}
              {series.flatMap(({ id, title: name, colour }) =>
                points.map(({ label, values: known }, at) => {
                  const value = known[id];
                  if (value === undefined) return null;
                  return (
                    <circle
                      key={`${id} ${label}`}
                      cx={at * step}
                      cy={inner - (value / top) * inner}
                      r={2.5}
                      fill={colour}
                    >
                      <title>{`${label}, ${name}: ${format(value)}`}</title>
                    </circle>
                  );
                }),
              )}
            </g>
          </svg>
        );
      }}
    </ChartFrame>
  );
}
