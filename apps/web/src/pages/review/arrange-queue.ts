/** What the reader sees of a queue: ids in the order of the page, and how many newer ones wait behind a bar. */
export interface Arrangement {
  readonly shown: readonly string[];
  readonly waiting: readonly string[];
}

/** What decides whether the page may move under the reader. */
export interface ArrangeOptions {
  /** The pointer is over the list: nothing may move (dashboard.md §5). */
  readonly held: boolean;
  /** Ids that stay where they are although they no longer wait: their undo still runs. */
  readonly keep: ReadonlySet<string>;
}

/** Puts what the server says now into the list that the reader sees, without moving what is held. */
export function arrangeQueue(
  shown: readonly string[],
  fresh: readonly string[],
  { held, keep }: ArrangeOptions,
): Arrangement {
  const known = new Set(shown);
  if (held && shown.length > 0) return { shown, waiting: fresh.filter((id) => !known.has(id)) };
  const present = new Set(fresh);
  const next = [...fresh];
  for (const [at, id] of shown.entries()) {
    if (present.has(id) || !keep.has(id)) continue;
    // Behind what it stood behind, or first where nothing of that is left.
    const before = shown.slice(0, at).findLast((one) => next.includes(one));
    next.splice(before === undefined ? 0 : next.indexOf(before) + 1, 0, id);
  }
  return { shown: next, waiting: [] };
}

/** The id that is `step` away from the current one; skips what `isGone` says; the first where nothing is current. */
export function stepFrom(
  shown: readonly string[],
  current: string | undefined,
  step: 1 | -1,
  isGone: (id: string) => boolean = () => false,
): string | undefined {
  const at = current === undefined ? -1 : shown.indexOf(current);
  for (let next = at === -1 && step === -1 ? shown.length - 1 : at + step; shown[next] !== undefined; next += step) {
    const id = shown[next];
    if (id !== undefined && !isGone(id)) return id;
  }
  return undefined;
}

/** Every id between two, both included, in the order of the page. */
export function idsBetween(shown: readonly string[], a: string | undefined, b: string): readonly string[] {
  const [from, to] = [a === undefined ? -1 : shown.indexOf(a), shown.indexOf(b)];
  if (from === -1 || to === -1) return to === -1 ? [] : [b];
  return shown.slice(Math.min(from, to), Math.max(from, to) + 1);
}

/** Rows as they stand beside each other: lines of so many, the last one of what is left. */
export function linesOf<T>(rows: readonly T[], perLine: number): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(rows.length / perLine) }, (_, at) =>
    rows.slice(at * perLine, (at + 1) * perLine),
  );
}
