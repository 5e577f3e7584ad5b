import { constants, type PerformanceEntry, PerformanceObserver } from 'node:perf_hooks';
import { getHeapStatistics } from 'node:v8';
import type { Clock } from '@maximus/kernel';
import { type Point, trendOf } from './trend.ts';

/** What the heap looks like over the window. */
export interface HeapVerdict {
  readonly kind: 'heap_growth' | 'heap_limit';
  readonly floorBytes: number;
  readonly bytesPerMinute: number;
}

/** Collects heap floors and judges them. */
export interface HeapFloor {
  /** Heap in use right after a full collection. */
  note(bytes: number): void;
  /** Judged once a minute; `undefined` when all is well or too little is known. */
  judge(limitBytes: number): HeapVerdict | undefined;
  /** The latest floor. */
  floor(): number | undefined;
}

const mebibyte = 1024 ** 2;
const windowMs = 30 * 60_000;

/**
 * The rule of platform.md §10: the floor grows steadily for 30 min (more than 1 MiB a minute, r² above 0.8), or it passes
 * 85 % of the limit. One floor a minute, the lowest; minutes without a full collection say nothing and hold no point.
 */
export function createHeapFloor(clock: Clock): HeapFloor {
  const minutes: Point[] = [];
  return {
    note: (bytes) => {
      const atMs = Math.floor(clock.now() / 60_000) * 60_000;
      const last = minutes.at(-1);
      if (last?.atMs === atMs) minutes[minutes.length - 1] = { atMs, value: Math.min(last.value, bytes) };
      else minutes.push({ atMs, value: bytes });
      while ((minutes[0]?.atMs ?? atMs) < atMs - windowMs) minutes.shift();
    },
    judge: (limitBytes) => {
      const last = minutes.at(-1);
      if (last === undefined) return undefined;
      const trend = trendOf(minutes);
      const verdict = { floorBytes: last.value, bytesPerMinute: Math.round(trend?.perMinute ?? 0) };
      if (last.value > limitBytes * 0.85) return { kind: 'heap_limit', ...verdict };
      const spanMs = last.atMs - (minutes[0]?.atMs ?? last.atMs);
      const steady = trend !== undefined && trend.perMinute > mebibyte && trend.r2 > 0.8;
      // Ten points at least: three collections on a line are chance.
      return steady && spanMs >= windowMs * 0.9 && minutes.length >= 10
        ? { kind: 'heap_growth', ...verdict }
        : undefined;
    },
    floor: () => minutes.at(-1)?.value,
  };
}

/** Notes the heap after every full collection and judges it each minute; gives back how to stop. */
export function startHeapWatch(
  clock: Clock,
  onVerdict: (verdict: HeapVerdict | undefined) => void,
): { readonly floor: () => number | undefined; stop(): void } {
  const heap = createHeapFloor(clock);
  const observer = new PerformanceObserver((list) => {
    const full = list.getEntries().some((entry) => kindOf(entry) === constants.NODE_PERFORMANCE_GC_MAJOR);
    if (full) heap.note(getHeapStatistics().used_heap_size);
  });
  observer.observe({ entryTypes: ['gc'] });
  const timer = setInterval(() => onVerdict(heap.judge(getHeapStatistics().heap_size_limit)), 60_000);
  timer.unref();
  return {
    floor: heap.floor,
    stop: () => {
      observer.disconnect();
      clearInterval(timer);
    },
  };
}

/** The kind of a collection; the types do not know the entries of the collector. */
function kindOf(entry: PerformanceEntry): number | undefined {
  return (entry as PerformanceEntry & { readonly detail?: { readonly kind?: number } }).detail?.kind;
}
