/**
 * The names that differ least from one: at most 2 edits (1 for names under 5 characters), neighbouring letters swapped
 * count once, case counts nothing. Nearest first, then by name. Names over 128 characters are left out.
 */
export function nearNames(names: Iterable<string>, name: string, limit: number): string[] {
  const wanted = name.toLowerCase();
  if (wanted.length > 128 || limit < 1) return [];
  const reach = wanted.length < 5 ? 1 : 2;
  const found: { name: string; distance: number }[] = [];
  for (const candidate of names) {
    if (Math.abs(candidate.length - wanted.length) > reach) continue;
    const distance = editDistance(wanted, candidate.toLowerCase(), reach);
    if (distance <= reach) found.push({ name: candidate, distance });
  }
  found.sort((a, b) => a.distance - b.distance || (a.name < b.name ? -1 : 1));
  return found.slice(0, limit).map((entry) => entry.name);
}

/** Edits, swaps of neighbours included; any number over `reach` once it is sure to be over. */
function editDistance(a: string, b: string, reach: number): number {
  if (a === b) return 0;
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    let least = i;
    for (let j = 1; j <= b.length; j += 1) {
      const same = a.charCodeAt(i - 1) === b.charCodeAt(j - 1);
      let cost = Math.min(
        (last[j] as number) + 1,
        (row[j - 1] as number) + 1,
        (last[j - 1] as number) + (same ? 0 : 1),
      );
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (swapped) cost = Math.min(cost, (before[j - 2] as number) + 1);
      row.push(cost);
      if (cost < least) least = cost;
    }
    if (least > reach) return reach + 1;
    before = last;
    last = row;
  }
  return last[b.length] as number;
}
