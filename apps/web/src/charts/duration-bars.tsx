import { useI18n } from '../i18n/i18n.tsx';
import { ChartFrame } from './chart-frame.tsx';

interface DurationBarsProps {
  readonly title: string;
  readonly summary: string;
  readonly axis: string;
  /** Seconds; null where nothing has been measured. */
  readonly rows: readonly {
    readonly id: string;
    readonly label: string;
    readonly median: number | null;
    readonly p95: number | null;
  }[];
}

const rowHeight = 38;

/** Spans beside each other on a scale that shows seconds and months at once: each step to the right is ten times as long. */
export function DurationBars({ title, summary, axis, rows }: DurationBarsProps) {
  const { duration, t } = useI18n();
  const longest = Math.log10(Math.max(10, ...rows.map(({ p95, median }) => p95 ?? median ?? 0)) + 1);
  const share = (seconds: number) => Math.max(0.01, Math.log10(seconds + 1) / longest);
  return (
    <ChartFrame
      title={title}
      summary={summary}
      height={rows.length * rowHeight}
      heads={[axis, t('metrics.median'), t('metrics.p95')]}
      rows={rows.map(({ label, median, p95 }) => [label, duration(median), duration(p95)])}
    >
      {(width) => (
        <svg
          role="img"
          aria-label={`${title}. ${summary}`}
          width={width}
          height={rows.length * rowHeight}
          className="text-xs"
        >
          {rows.map(({ id, label, median, p95 }, at) => {
            const y = at * rowHeight;
            const field = width;
            return (
              <g key={id}>
                <title>{`${label}: ${t('metrics.median')} ${duration(median)}, ${t('metrics.p95')} ${duration(p95)}`}</title>
                <text x={0} y={y + 12} fill="var(--soft)">
                  {label}
                </text>
                <text
                  x={width}
                  y={y + 12}
                  textAnchor="end"
                  fill={median === null ? 'var(--faint)' : 'var(--ink)'}
                  fontWeight={600}
                >
                  {median === null ? t('metrics.none') : duration(median)}
                </text>
                <rect x={0} y={y + 18} width={field} height={8} rx={4} fill="var(--sunken)" />
                {median !== null && p95 !== null && (
                  <rect
                    x={0}
                    y={y + 18}
                    width={share(p95) * field}
                    height={8}
                    rx={4}
                    fill="var(--chart-1)"
                    opacity={0.35}
                  />
                )}
                {median !== null && (
                  <rect x={0} y={y + 18} width={share(median) * field} height={8} rx={4} fill="var(--chart-1)" />
                )}
              </g>
            );
          })}
        </svg>
      )}
    </ChartFrame>
  );
}
