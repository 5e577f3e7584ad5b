import type { DecisionSummary, SummaryRange } from '@maximus/contracts';
import type { Parts } from './parts.ts';
import { decisionSummary } from './summary.ts';

const keptMs = 5_000;
const mostKept = 200;

/** Summaries at most some seconds old, each read once for all who ask at the same time: every open page asks for them. */
export function recentSummaries(
  parts: Parts,
): (range: SummaryRange, project: string | undefined) => Promise<DecisionSummary> {
  const kept = new Map<string, { readonly atMs: number; readonly summary: Promise<DecisionSummary> }>();
  return (range, project) => {
    const key = `${range} ${project ?? ''}`;
    const nowMs = parts.clock.now();
    const held = kept.get(key);
    if (held !== undefined && Math.abs(nowMs - held.atMs) < keptMs) return held.summary;
    if (kept.size >= mostKept) kept.clear();
    const summary = decisionSummary(parts, range, project);
    kept.set(key, { atMs: nowMs, summary });
    // A failed look is not kept.
    summary.catch(() => kept.delete(key));
    return summary;
  };
}
