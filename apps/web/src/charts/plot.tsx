import { shownLabels } from './scale.ts';

/** Measures that every plot over time shares, in pixels. */
export const plot = { height: 200, bottom: 22, top: 8 } as const;

/** Where the field begins: what stands beside its axis has room. */
export function leftOf(ticks: readonly number[], format: (value: number) => string): number {
  return Math.max(40, 14 + 6 * Math.max(...ticks.map((tick) => format(tick).length)));
}

/** Lines and numbers behind a plot, and the labels below it. */
export function PlotGround({
  width,
  ticks,
  format,
  labels,
}: {
  readonly width: number;
  readonly ticks: readonly number[];
  readonly format: (value: number) => string;
  readonly labels: readonly string[];
}) {
  const { height, bottom, top } = plot;
  const left = leftOf(ticks, format);
  const highest = ticks.at(-1) ?? 1;
  const field = width - left - 4;
  const step = field / Math.max(1, labels.length);
  const shown = shownLabels(labels.length, field, Math.max(56, ...labels.map(({ length }) => length * 7)));
  const y = (value: number) => height - bottom - (value / highest) * (height - bottom - top);
  return (
    <>
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
            {tick === 0 ? '0' : format(tick)}
          </text>
        </g>
      ))}
      {labels.map((label, at) =>
        shown.has(at) ? (
          <text
            key={label}
            x={at === labels.length - 1 ? width - 2 : left + step * (at + 0.5)}
            y={height - 5}
            textAnchor={at === labels.length - 1 ? 'end' : 'middle'}
            fill="var(--faint)"
          >
            {label}
          </text>
        ) : null,
      )}
    </>
  );
}
