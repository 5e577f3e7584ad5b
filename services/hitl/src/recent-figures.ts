import type { SummaryRange } from '@maximus/contracts';
import type { Parts } from './parts.ts';

const keptMs = 5_000;
const mostKept = 200;

/** Figures of one kind at most some seconds old, each read once for all who ask at the same time: every open page asks. */
export function recentFigures<T>(
  parts: Parts,
  read: (parts: Parts, range: SummaryRange, project: string | undefined) => Promise<T>,
): (query: { readonly range: SummaryRange; readonly project?: string | undefined }) => Promise<T> {
  const kept = new Map<string, { readonly atMs: number; readonly figures: Promise<T> }>();
  return ({ range, project }) => {
    const key = `${range} ${project ?? ''}`;
    const nowMs = parts.clock.now();
    const held = kept.get(key);
    if (held !== undefined && Math.abs(nowMs - held.atMs) < keptMs) return held.figures;
    if (kept.size >= mostKept) kept.clear();
    const figures = read(parts, range, project);
    kept.set(key, { atMs: nowMs, figures });
    // A failed look is not kept.
    figures.catch(() => kept.delete(key));
    return figures;
  };
}
