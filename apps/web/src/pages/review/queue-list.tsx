import { useWindowVirtualizer } from '@tanstack/react-virtual';
import {
  type Ref,
  useCallback,
  useEffect,
  useImperativeHandle,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
  useSyncExternalStore,
} from 'react';
import { classNames } from '../../design/class-names.ts';
import type { QueueRow } from './apply-update.ts';
import { linesOf } from './arrange-queue.ts';
import { PendingPatchCard, type RowEvents } from './pending-patch-card.tsx';
import { PendingPatchRow } from './pending-patch-row.tsx';

/** What whoever shows the list can tell it. */
export interface QueueListHandle {
  /** Brings a row into view and puts the focus on it, also where it was not there yet. */
  focus(id: string): void;
}

interface QueueListProps {
  readonly ref: Ref<QueueListHandle>;
  readonly rows: readonly QueueRow[];
  readonly dense: boolean;
  readonly events: RowEvents;
  readonly current: string | undefined;
  readonly selected: ReadonlySet<string>;
  /** Whether this person can take back how a row ended. */
  readonly isUndoable: (row: QueueRow) => boolean;
  readonly viewers: readonly string[];
  /** Told while the pointer is over the list: nothing may move then. */
  readonly onHold: (held: boolean) => void;
  /** The end comes near. */
  readonly onEnd: () => void;
}

/** The queue as cards or on lines. Of any number only what is in view is there, so that a thousand scroll like ten. */
export function QueueList(props: QueueListProps) {
  const { ref, rows, dense, events, current, selected, isUndoable, viewers, onHold, onEnd } = props;
  const perLine = useColumns(dense);
  const lines = useMemo(() => linesOf(rows, perLine), [rows, perLine]);
  // Another function would have the places of all lines worked out anew, at every step of scrolling.
  const getItemKey = useCallback((at: number) => lines[at]?.[0]?.decision_id ?? at, [lines]);
  const list = useRef<HTMLUListElement>(null);
  const wanted = useRef<string>(undefined);
  const [margin, setMargin] = useState(0);
  const lineOf = (id: string | undefined) => lines.findIndex((line) => line.some((row) => row.decision_id === id));
  const kept = lineOf(current);
  const virtualizer = useWindowVirtualizer({
    count: lines.length,
    estimateSize: () => (dense ? 60 : 270),
    getItemKey,
    gap: dense ? 0 : 16,
    overscan: 3,
    scrollMargin: margin,
    // Room for the bars that stick to the top of the page.
    scrollPaddingStart: 140,
    scrollPaddingEnd: 24,
    // The line that has the focus stays, wherever the page is scrolled to.
    rangeExtractor: ({ startIndex, endIndex, overscan, count }) => {
      const [from, to] = [Math.max(0, startIndex - overscan), Math.min(count - 1, endIndex + overscan)];
      const seen = Array.from({ length: Math.max(0, to - from + 1) }, (_, at) => from + at);
      if (kept === -1 || (kept >= from && kept <= to)) return seen;
      return kept < from ? [kept, ...seen] : [...seen, kept];
    },
  });
  const shown = virtualizer.getVirtualItems();

  // What stands above the list may grow: it is measured whenever the page is laid out anew.
  useLayoutEffect(() => {
    const place = () => {
      const top = list.current?.getBoundingClientRect().top;
      if (top !== undefined) setMargin(Math.round(top + window.scrollY));
    };
    place();
    const watcher = new ResizeObserver(place);
    watcher.observe(document.body);
    return () => watcher.disconnect();
  }, []);
  useEffect(() => {
    const id = wanted.current;
    const link = id === undefined ? null : linkOf(list.current, id);
    if (link === null) return;
    wanted.current = undefined;
    link.focus({ preventScroll: true });
  });
  useImperativeHandle(ref, () => ({
    focus: (id) => {
      const at = lineOf(id);
      if (at === -1) return;
      virtualizer.scrollToIndex(at, { align: 'auto' });
      const link = linkOf(list.current, id);
      if (link === null) wanted.current = id;
      else link.focus({ preventScroll: true });
    },
  }));
  const last = shown.at(-1)?.index ?? 0;
  useEffect(() => {
    if (lines.length > 0 && last >= lines.length - 4) onEnd();
  }, [last, lines.length, onEnd]);

  const Row = dense ? PendingPatchRow : PendingPatchCard;
  return (
    <ul
      ref={list}
      onPointerEnter={() => onHold(true)}
      onPointerLeave={() => onHold(false)}
      className={classNames('relative', dense && 'overflow-hidden rounded-xl border border-line bg-card shadow-card')}
      style={{ height: virtualizer.getTotalSize() }}
    >
      {shown.map(({ index, key, start }) => (
        <li
          key={key}
          ref={virtualizer.measureElement}
          data-index={index}
          className={classNames('absolute inset-x-0 top-0 grid', !dense && 'gap-4')}
          style={{
            transform: `translateY(${start - margin}px)`,
            gridTemplateColumns: `repeat(${perLine}, minmax(0, 1fr))`,
          }}
        >
          {(lines[index] ?? []).map((row) => (
            <Row
              key={row.decision_id}
              row={row}
              events={events}
              isCurrent={row.decision_id === current}
              isSelected={selected.has(row.decision_id)}
              isUndoable={isUndoable(row)}
              viewers={row.decision_id === current ? viewers : nobody}
            />
          ))}
        </li>
      ))}
    </ul>
  );
}

const nobody: readonly string[] = [];

function linkOf(list: HTMLElement | null, id: string): HTMLElement | null {
  return list?.querySelector(`[data-decision="${CSS.escape(id)}"] [data-row-link]`) ?? null;
}

const [two, three] = [matchMedia('(min-width: 48rem)'), matchMedia('(min-width: 96rem)')];

/** How many cards stand beside each other. */
function useColumns(dense: boolean): number {
  const columns = useSyncExternalStore(
    (told) => {
      for (const one of [two, three]) one.addEventListener('change', told);
      return () => {
        for (const one of [two, three]) one.removeEventListener('change', told);
      };
    },
    () => (three.matches ? 3 : two.matches ? 2 : 1),
  );
  return dense ? 1 : columns;
}
