import { BarChart3, Table2 } from 'lucide-react';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { IconButton } from '../design/button.tsx';
import { Table } from '../design/table.tsx';
import { useI18n } from '../i18n/i18n.tsx';

interface ChartFrameProps {
  readonly title: string;
  /** What the chart says, in a sentence. */
  readonly summary: string;
  /** Heads of the table: the first is the axis. */
  readonly heads: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly legend?: readonly { readonly title: string; readonly colour: string }[];
  readonly height?: number;
  readonly children: (width: number) => ReactNode;
}

/** A chart with its sentence, its legend and its table: whoever does not see the picture has the numbers. */
export function ChartFrame({ title, summary, heads, rows, legend, height = 180, children }: ChartFrameProps) {
  const { t } = useI18n();
  const [asTable, setAsTable] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const element = box.current;
    if (element === null) return;
    const observer = new ResizeObserver(([entry]) => setWidth(Math.floor(entry?.contentRect.width ?? 0)));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return (
    <figure aria-label={title} className="min-w-0">
      <div className="mb-2 flex items-start gap-2">
        <figcaption className="min-w-0 flex-1 text-xs text-soft">{summary}</figcaption>
        <IconButton
          label={t(asTable ? 'common.showAsChart' : 'common.showAsTable')}
          className="-mt-1 size-8"
          aria-pressed={asTable}
          onClick={() => setAsTable(!asTable)}
        >
          {asTable ? <BarChart3 aria-hidden className="size-4" /> : <Table2 aria-hidden className="size-4" />}
        </IconButton>
      </div>
      <div ref={box}>
        {asTable ? (
          <div className="max-h-72 overflow-auto">
            <Table
              caption={title}
              rows={rows}
              rowKey={(row) => row[0] ?? ''}
              columns={heads.map((head, at) => ({
                id: head,
                title: head,
                align: at === 0 ? 'start' : 'end',
                cell: (row: readonly string[]) => row[at] ?? '',
              }))}
            />
          </div>
        ) : (
          <div style={{ height }}>{width > 0 && children(width)}</div>
        )}
      </div>
      {legend !== undefined && !asTable && (
        <ul className="mt-2 flex flex-wrap gap-x-4 gap-y-1 text-xs text-soft">
          {legend.map(({ title: name, colour }) => (
            <li key={name} className="flex items-center gap-1.5">
              <span aria-hidden className="size-2.5 rounded-sm" style={{ background: colour }} />
              {name}
            </li>
          ))}
        </ul>
      )}
    </figure>
  );
}
