import { useVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, type Ref, useCallback, useEffect, useImperativeHandle, useRef } from 'react';
import { classNames } from './class-names.ts';

/** What whoever shows a list can tell it. */
export interface VirtualListHandle {
  /** Brings what is first, once the list has been rendered, into view, and puts the focus on the list: the button goes. */
  toTop(): void;
}

interface VirtualListProps<T> {
  readonly ref?: Ref<VirtualListHandle>;
  readonly label: string;
  readonly items: readonly T[];
  readonly itemKey: (item: T) => string;
  readonly render: (item: T, index: number) => ReactNode;
  /** Pixels that an item is likely to take; each is measured once it is there. */
  readonly estimate: number | ((item: T) => number);
  readonly gap?: number;
  readonly className?: string;
  /** Asked when the end comes near: load more. */
  readonly onEnd?: (() => void) | undefined;
  /** Told whether the reader is at the top. */
  readonly onTop?: ((atTop: boolean) => void) | undefined;
  /** The key of an item that is brought into view when it becomes another one, and not when it only changes its place. */
  readonly focusKey?: string | undefined;
}

const aheadPixels = 400;
/** From further away nobody sees where the list came from: it is there at once. */
const mostScreensSeen = 3;

/** A list of any length of which only what is in view is there. */
export function VirtualList<T>(props: VirtualListProps<T>) {
  const { label, items, itemKey, render, estimate, gap = 8, className, onEnd, onTop, ref, focusKey } = props;
  const parent = useRef<HTMLDivElement | null>(null);
  const keyOf = useRef(itemKey);
  keyOf.current = itemKey;
  // Another function would have the places of all items worked out anew, at every step of scrolling.
  const getItemKey = useCallback(
    (index: number) => {
      const item = items[index];
      return item === undefined ? index : keyOf.current(item);
    },
    [items],
  );
  const virtualizer = useVirtualizer({
    count: items.length,
    getScrollElement: () => parent.current,
    estimateSize: (index) => {
      const item = items[index];
      return typeof estimate === 'number' || item === undefined ? Number(estimate) : estimate(item);
    },
    getItemKey,
    gap,
    // About half a screen above and below.
    overscan: typeof estimate === 'number' ? Math.max(3, Math.ceil(aheadPixels / estimate)) : 3,
  });
  const rows = virtualizer.getVirtualItems();
  const last = rows.at(-1)?.index ?? 0;
  useEffect(() => {
    if (items.length > 0 && last >= items.length - 5) onEnd?.();
  }, [last, items.length, onEnd]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what comes above it moves no reader back to it
  useEffect(() => {
    const at = focusKey === undefined ? -1 : items.findIndex((item) => itemKey(item) === focusKey);
    if (at !== -1) virtualizer.scrollToIndex(at, { align: 'auto' });
  }, [focusKey, virtualizer]);
  useImperativeHandle(
    ref,
    () => ({
      toTop: () => {
        const { scrollTop = 0, clientHeight = 0 } = parent.current ?? {};
        const still = document.documentElement.dataset['motion'] === 'reduced';
        const isFar = scrollTop > mostScreensSeen * clientHeight;
        // By the virtualiser and not by the element: it puts itself right for what it measures above the reader, and would take
        // the list back to where it was.
        parent.current?.focus({ preventScroll: true });
        virtualizer.scrollToIndex(0, { align: 'start', behavior: still || isFar ? 'auto' : 'smooth' });
      },
    }),
    [virtualizer],
  );

  return (
    // biome-ignore lint/a11y/useSemanticElements: a group of nothing but what scrolls
    <div
      ref={parent}
      role="group"
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable without a mouse
      tabIndex={0}
      onScroll={(event) => onTop?.(event.currentTarget.scrollTop < 8)}
      className={classNames('overflow-y-auto overscroll-contain', className)}
    >
      <ul className="relative w-full" style={{ height: virtualizer.getTotalSize() }}>
        {rows.map(({ index, key, start }) => {
          const item = items[index];
          return item === undefined ? null : (
            <li
              key={key}
              ref={virtualizer.measureElement}
              data-index={index}
              aria-setsize={items.length}
              aria-posinset={index + 1}
              className="absolute inset-x-0 top-0"
              style={{ transform: `translateY(${start}px)` }}
            >
              {render(item, index)}
            </li>
          );
        })}
      </ul>
    </div>
  );
}
