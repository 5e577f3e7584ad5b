import type { Quarantined } from '@maximus/advisories';
import { plain } from '../terminal/style.ts';

const shown = 10;

/** What was left out of an index, for a person: how much, and the first of it. */
export function lossLines(losses: {
  readonly quarantinedCount: number;
  readonly quarantined: readonly Quarantined[];
  readonly skippedElements: number;
}): readonly string[] {
  const lines: string[] = [];
  if (losses.skippedElements > 0) {
    lines.push(`${losses.skippedElements} malformed elements of records were left out; the rest of each record counts`);
  }
  if (losses.quarantinedCount > 0) lines.push(`${losses.quarantinedCount} records were quarantined:`);
  for (const { id, origin, line, reason } of losses.quarantined.slice(0, shown)) {
    lines.push(`  ${plain(origin)}${line === undefined ? '' : `:${line}`}: ${plain(id ?? 'record')}: ${plain(reason)}`);
  }
  const more = losses.quarantinedCount - Math.min(shown, losses.quarantined.length);
  if (more > 0) lines.push(`  and ${more} more; --format json lists them`);
  return lines;
}
