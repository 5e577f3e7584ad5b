import { useVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, type RefObject, useCallback, useEffect, useRef } from 'react';
import { classNames } from './class-names.ts';

interface VirtualListProps<T> {
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
  /** The scrolling element, for whoever scrolls it. */
  readonly scroller?: RefObject<HTMLDivElement | null>;
  /** Brought into view when it changes. */
  readonly focusIndex?: number | undefined;
}

const aheadPixels = 400;

/** A list of any length of which only what is in view is there. */
export function VirtualList<T>(props: VirtualListProps<T>) {
  const { label, items, itemKey, render, estimate, gap = 8, className, onEnd, onTop, scroller, focusIndex } = props;
  const own = useRef<HTMLDivElement | null>(null);
  const parent = scroller ?? own;
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
  useEffect(() => {
    if (focusIndex !== undefined) virtualizer.scrollToIndex(focusIndex, { align: 'auto' });
  }, [focusIndex, virtualizer]);

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
