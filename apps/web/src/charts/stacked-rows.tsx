import { useI18n } from '../i18n/i18n.tsx';
import { ChartFrame } from './chart-frame.tsx';
import type { Series } from './stacked-bars.tsx';

interface StackedRowsProps {
  readonly title: string;
  readonly summary: string;
  /** What a row is. */
  readonly axis: string;
  readonly series: readonly Series[];
  readonly rows: readonly {
    readonly id: string;
    readonly label: string;
    /** Beside the count, at the end of the row. */
    readonly note?: string;
    readonly values: Readonly<Record<string, number>>;
  }[];
}

const rowHeight = 38;

/** Amounts beside each other on one scale, each row parted by series. */
export function StackedRows({ title, summary, axis, series, rows }: StackedRowsProps) {
  const { number, t } = useI18n();
  const totalOf = (values: Readonly<Record<string, number>>) =>
    series.reduce((sum, { id }) => sum + (values[id] ?? 0), 0);
  const most = Math.max(1, ...rows.map(({ values }) => totalOf(values)));
  const height = rows.length * rowHeight;
  return (
    <ChartFrame
      title={title}
      summary={summary}
      height={height}
      legend={series.map(({ title: name, colour }) => ({ title: name, colour }))}
      heads={[axis, ...series.map(({ title: name }) => name), t('metrics.total')]}
      rows={rows.map(({ label, values }) => [
        label,
        ...series.map(({ id }) => number(values[id] ?? 0)),
        number(totalOf(values)),
      ])}
    >
      {(width) => (
        <svg role="img" aria-label={`${title}. ${summary}`} width={width} height={height} className="text-xs">
          {rows.map(({ id: row, label, note, values }, at) => {
            const y = at * rowHeight;
            let x = 0;
            return (
              <g key={row}>
                <title>{`${label}: ${series.map(({ id, title: name }) => `${name} ${values[id] ?? 0}`).join(', ')}`}</title>
                <text x={0} y={y + 12} fill="var(--soft)">
                  {label}
                </text>
                <text x={width} y={y + 12} textAnchor="end" fill="var(--ink)">
                  {note !== undefined && <tspan fill="var(--faint)">{`${note}  `}</tspan>}
                  <tspan fontWeight={600}>{number(totalOf(values))}</tspan>
                </text>
                <rect x={0} y={y + 18} width={width} height={10} rx={3} fill="var(--sunken)" />
                {series.map(({ id, colour }) => {
                  const part = ((values[id] ?? 0) / most) * width;
                  if (part === 0) return null;
                  const from = x;
                  x += part;
                  return (
                    <rect key={id} x={from} y={y + 18} width={Math.max(1, part - 1)} height={10} rx={2} fill={colour} />
                  );
                })}
              </g>
            );
          })}
        </svg>
      )}
    </ChartFrame>
  );
}
