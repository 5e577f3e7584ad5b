import { linePath } from './scale.ts';

interface SparklineProps {
  /** Oldest first; a gap where a value is null. */
  readonly values: readonly (number | null)[];
}

const width = 84;
const height = 26;

/** A trend beside a figure; the figure and the charts say the same in words and numbers. */
export function Sparkline({ values }: SparklineProps) {
  const known = values.filter((value) => value !== null);
  if (known.length < 2) return null;
  const path = linePath(values, width, height - 4, Math.max(...known));
  return (
    <svg aria-hidden="true" width={width} height={height} className="shrink-0 overflow-visible">
      <path
        d={path}
        transform="translate(0 2)"
        fill="none"
        stroke="var(--chart-1)"
        strokeWidth={1.75}
        strokeLinejoin="round"
        strokeLinecap="round"
      />
    </svg>
  );
}
