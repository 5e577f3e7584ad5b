import type { ApvSummary } from '@maximus/contracts';

/** A line of the timeline: the head of an hour, or an APV. */
export type TimelineItem =
  | { readonly kind: 'hour'; readonly id: string; readonly at: string; readonly count: number }
  | { readonly kind: 'apv'; readonly id: string; readonly apv: ApvSummary };

/** APVs under the hours in which they were detected; the order of the list is kept. */
export function groupByHour(apvs: readonly ApvSummary[]): readonly TimelineItem[] {
  const items: TimelineItem[] = [];
  let hour = '';
  let head = -1;
  for (const apv of apvs) {
    const own = `${apv.first_detected_at.slice(0, 13)}:00:00Z`;
    if (own !== hour) {
      hour = own;
      head = items.length;
      items.push({ kind: 'hour', id: `hour-${own}`, at: own, count: 0 });
    }
    const above = items[head];
    if (above?.kind === 'hour') items[head] = { ...above, count: above.count + 1 };
    items.push({ kind: 'apv', id: apv.id, apv });
  }
  return items;
}
