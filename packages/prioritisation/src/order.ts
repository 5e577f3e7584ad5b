import type { Assessment } from '@maximus/contracts';
import { rankOf } from './levels.ts';

/** What the default order looks at. */
export type Ordered = Pick<Assessment, 'priority' | 'priority_score' | 'due_at'> & { readonly id: string };

/** Default order of every list: priority, score descending, due date ascending (none last), id (apv.md §6.3). */
export function comparePriority(a: Ordered, b: Ordered): number {
  const byLevel = rankOf(b.priority) - rankOf(a.priority);
  if (byLevel !== 0) return byLevel;
  if (a.priority_score !== b.priority_score) return b.priority_score - a.priority_score;
  if (a.due_at !== b.due_at) {
    if (a.due_at === undefined) return 1;
    if (b.due_at === undefined) return -1;
    return a.due_at < b.due_at ? -1 : 1;
  }
  return a.id < b.id ? -1 : Number(a.id > b.id);
}
