/** A stretch of lines that two texts do not share: `[from, to)` of the old one gives way to `[from, to)` of the new one. */
export interface Hunk {
  readonly oldFrom: number;
  readonly oldTo: number;
  readonly newFrom: number;
  readonly newTo: number;
}

/** Past this many changed lines the middle is replaced whole: right as well, and bounded. */
const mostEdits = 1_000;

/** Where two lists of lines differ, in order (Myers, "An O(ND) Difference Algorithm", 1986). */
export function shortestEdit(before: readonly string[], after: readonly string[]): readonly Hunk[] {
  let head = 0;
  while (head < before.length && head < after.length && before[head] === after[head]) head += 1;
  let tail = 0;
  const room = Math.min(before.length, after.length) - head;
  while (tail < room && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail += 1;
  const a = before.slice(head, before.length - tail);
  const b = after.slice(head, after.length - tail);
  if (a.length === 0 && b.length === 0) return [];
  const shared = a.length === 0 || b.length === 0 ? [] : (sharedLines(a, b) ?? []);
  return gaps(shared, a.length, b.length).map((hunk) => ({
    oldFrom: hunk.oldFrom + head,
    oldTo: hunk.oldTo + head,
    newFrom: hunk.newFrom + head,
    newTo: hunk.newTo + head,
  }));
}

/** Pairs of indices of equal lines on a shortest way from one list to the other; `undefined` where that way is too long. */
function sharedLines(a: readonly string[], b: readonly string[]): readonly (readonly [number, number])[] | undefined {
  const most = Math.min(a.length + b.length, mostEdits);
  const reach = new Map<number, number>([[1, 0]]);
  const trace: ReadonlyMap<number, number>[] = [];
  for (let edits = 0; edits <= most; edits += 1) {
    trace.push(new Map(reach));
    for (let k = -edits; k <= edits; k += 2) {
      let x = startOf(reach, k, edits);
      while (x < a.length && x - k < b.length && a[x] === b[x - k]) x += 1;
      reach.set(k, x);
      if (x >= a.length && x - k >= b.length) return walkBack(trace, a.length, b.length);
    }
  }
  return undefined;
}

function startOf(reach: ReadonlyMap<number, number>, k: number, edits: number): number {
  const down = reach.get(k + 1) ?? -1;
  const right = reach.get(k - 1) ?? -1;
  return k === -edits || (k !== edits && right < down) ? down : right + 1;
}

function walkBack(
  trace: readonly ReadonlyMap<number, number>[],
  oldLength: number,
  newLength: number,
): readonly (readonly [number, number])[] {
  const shared: (readonly [number, number])[] = [];
  let x = oldLength;
  let y = newLength;
  for (let edits = trace.length - 1; edits >= 0; edits -= 1) {
    const reach = trace[edits] ?? new Map<number, number>();
    const start = edits === 0 ? 0 : startOf(reach, x - y, edits);
    const startY = start - (x - y);
    while (x > start && y > startY) {
      x -= 1;
      y -= 1;
      shared.push([x, y]);
    }
    if (edits === 0) break;
    const down = reach.get(x - y + 1) === x;
    const isDown = x - y === -edits || (x - y !== edits && (reach.get(x - y - 1) ?? -1) < (reach.get(x - y + 1) ?? -1));
    if (isDown && down) y -= 1;
    else x -= 1;
  }
  return shared.reverse();
}

function gaps(shared: readonly (readonly [number, number])[], oldLength: number, newLength: number): readonly Hunk[] {
  const hunks: Hunk[] = [];
  let oldFrom = 0;
  let newFrom = 0;
  for (const [oldTo, newTo] of [...shared, [oldLength, newLength] as const]) {
    if (oldTo > oldFrom || newTo > newFrom) hunks.push({ oldFrom, oldTo, newFrom, newTo });
    oldFrom = oldTo + 1;
    newFrom = newTo + 1;
  }
  return hunks;
}
