/** What is kept by id and replaced by newer versions only. */
export interface Versioned {
  readonly id: string;
  readonly version?: number | undefined;
}

/**
 * Puts changes into a list, newest arrival first: by id, an older version never over a newer one (gateway.md §9). At most
 * `most` stay. Returns the same list when nothing changed.
 */
export function mergeNewest<T extends Versioned>(
  list: readonly T[],
  changes: readonly T[],
  most = Number.POSITIVE_INFINITY,
): readonly T[] {
  const byId = new Map(list.map((item) => [item.id, item]));
  let changed = false;
  const added: T[] = [];
  for (const change of changes) {
    const known = byId.get(change.id);
    if (known !== undefined && (known.version ?? 0) >= (change.version ?? 0) && known.version !== undefined) continue;
    changed = true;
    if (known === undefined) added.unshift(change);
    byId.set(change.id, known === undefined ? change : { ...known, ...change });
  }
  if (!changed) return list;
  const fresh = new Set(added.map(({ id }) => id));
  const order = [...new Set([...added.map(({ id }) => id), ...list.map(({ id }) => id)])];
  const merged = order.map((id) => byId.get(id)).filter((item) => item !== undefined);
  return fresh.size === 0 && merged.length <= most ? merged : merged.slice(0, most);
}
