import {
  type LadderOutcomes,
  type MttrTrend,
  type Priority,
  type RepairTimes,
  Rung,
  type SlaBurn,
  type SummaryRange,
} from '@maximus/contracts';
import { type CourseScope, findProject, priorityNames, type RepairRow, reviewCourse } from '@maximus/storage';
import type { Parts } from './parts.ts';
import { windows } from './summary.ts';

/** Mean time to repair over a window, by step and by priority (hitl.md §6). */
export async function mttrTrend(parts: Parts, range: SummaryRange, project: string | undefined): Promise<MttrTrend> {
  const scope = await scopeOf(parts, range, project);
  const rows = await reviewCourse.repairs(parts.database, scope);
  const ofPriority = rows.filter(({ at, priority }) => at === null && priority !== null);
  return {
    ...headOf(parts, range, scope),
    points: rows.flatMap((row) => {
      const { at, priority } = row;
      if (at === null || priority !== null) return [];
      const same = rows.filter((other) => other.at?.getTime() === at.getTime() && other.priority !== null);
      const by_priority = byPriority(same, ({ n, mean }) => ({ n, mean_seconds: mean }));
      return [{ at: at.toISOString(), ...timesOf(row), by_priority }];
    }),
    by_priority: byPriority(ofPriority, timesOf),
  };
}

/** How much of their time first decisions used over a window, and what waits now. */
export async function slaBurn(parts: Parts, range: SummaryRange, project: string | undefined): Promise<SlaBurn> {
  const scope = await scopeOf(parts, range, project);
  const [points, open] = await Promise.all([
    reviewCourse.clocks(parts.database, scope),
    reviewCourse.openClocks(parts.database, scope.projectKey, new Date(parts.clock.now())),
  ]);
  return {
    ...headOf(parts, range, scope),
    points: points.map(({ at, ...point }) => ({ ...point, at: at.toISOString() })),
    open: Object.fromEntries(open.map(({ priority, ...clocks }) => [priorityNames[priority] ?? 'low', clocks])),
  };
}

/** What came of every rung for remedies planned in a window, in the order of the ladder. */
export async function ladderOutcomes(
  parts: Parts,
  range: SummaryRange,
  project: string | undefined,
): Promise<LadderOutcomes> {
  const rows = await reviewCourse.rungs(parts.database, await scopeOf(parts, range, project));
  const found = new Map(rows.map((row) => [row.rung, row]));
  return {
    range,
    rungs: Rung.options.flatMap((rung) => {
      const row = found.get(rung);
      return row === undefined ? [] : [{ ...row, rung }];
    }),
    generated_at: new Date(parts.clock.now()).toISOString(),
  };
}

async function scopeOf({ database, clock }: Parts, range: SummaryRange, project: string | undefined) {
  const { ms, step } = windows[range];
  return {
    since: ms === undefined ? undefined : new Date(clock.now() - ms),
    projectKey: project === undefined ? undefined : ((await findProject(database, project))?.key ?? -1),
    // A week of repairs is read by days: they take hours.
    step: range === '7d' ? 'day' : step,
  } as const satisfies CourseScope;
}

function headOf({ clock }: Parts, range: SummaryRange, { step }: CourseScope) {
  return { range, step, generated_at: new Date(clock.now()).toISOString() };
}

function timesOf({ n, mean, median, p95, validated, decided, merged, verified }: RepairRow): RepairTimes {
  return {
    n,
    mean_seconds: mean,
    median_seconds: median,
    p95_seconds: p95,
    parts: {
      detected_validated: validated,
      validated_decided: decided,
      decided_merged: merged,
      merged_verified: verified,
    },
  };
}

/** Patches count priorities from the least. */
function byPriority<T>(rows: readonly RepairRow[], of: (row: RepairRow) => T): Partial<Record<Priority, T>> {
  return Object.fromEntries(rows.map((row) => [priorityNames[3 - (row.priority ?? 0)] ?? 'low', of(row)]));
}
