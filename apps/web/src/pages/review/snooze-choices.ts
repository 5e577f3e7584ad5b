import type { SnoozeUntil } from '../../api/hitl-api.ts';

/** One way to put a decision away. */
export interface SnoozeChoice {
  readonly id: 'hour' | 'tomorrow' | 'week' | 'kev' | 'raised' | 'epss' | 'release' | 'ci';
  readonly until: SnoozeUntil;
}

/** Every way: until a time of the reader's own day, or until something happens (hitl.md §5). */
export function snoozeChoices(nowMs: number): readonly SnoozeChoice[] {
  const morning = (days: number) => {
    const day = new Date(nowMs);
    day.setDate(day.getDate() + days);
    day.setHours(9, 0, 0, 0);
    return { until: day.toISOString() };
  };
  return [
    { id: 'hour', until: { until: new Date(nowMs + 3_600_000).toISOString() } },
    { id: 'tomorrow', until: morning(1) },
    { id: 'week', until: morning(7) },
    { id: 'kev', until: { condition: 'kev-added' } },
    { id: 'raised', until: { condition: 'priority-raised' } },
    { id: 'epss', until: { condition: 'epss-over:0.5' } },
    { id: 'release', until: { condition: 'new-release' } },
    { id: 'ci', until: { condition: 'ci-green' } },
  ];
}
