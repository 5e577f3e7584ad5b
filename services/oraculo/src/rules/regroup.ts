/** A group as the estate has it. */
export interface StoredGroup {
  readonly key: number;
  /** Milliseconds. */
  readonly firstSeenMs: number;
  /** Id or alias in lower case → when the estate first met it, in milliseconds, and whether it is a record. */
  readonly members: ReadonlyMap<string, { readonly seenMs: number; readonly isRecord: boolean }>;
}

/** A group as the index has it now: ids and aliases in lower case. */
export interface CurrentGroup {
  readonly id: string;
  readonly names: readonly string[];
}

/** What becomes of the groups of one neighbourhood. */
export interface Regrouping {
  /** Current group → the stored group that goes on, or none for a new one; `splitFrom` names where it came from. */
  readonly assigned: readonly {
    readonly current: CurrentGroup;
    readonly key: number | undefined;
    readonly splitFrom: number | undefined;
  }[];
  /** Stored groups that ended in another one. */
  readonly superseded: readonly { readonly key: number; readonly by: number }[];
}

/**
 * Applies the rules of apv.md §1 to a changed neighbourhood: of groups that became one, the earliest seen goes on; of one
 * that fell apart, the part with the earliest-seen advisory goes on and each other part is new. The answer does not
 * depend on the order of the input.
 */
export function regroup(stored: readonly StoredGroup[], current: readonly CurrentGroup[]): Regrouping {
  const partOf = new Map<string, CurrentGroup>();
  for (const part of current) for (const name of part.names) partOf.set(name, part);
  const heirs = new Map<CurrentGroup, StoredGroup[]>();
  const origins = new Map<CurrentGroup, StoredGroup>();
  for (const group of [...stored].sort(bySeniority)) {
    const keeper = partOfEarliest(group, partOf);
    if (keeper !== undefined) push(heirs, keeper, group);
    for (const name of group.members.keys()) {
      const part = partOf.get(name);
      if (part !== undefined && part !== keeper && !origins.has(part)) origins.set(part, group);
    }
  }
  const superseded: { key: number; by: number }[] = [];
  const assigned = current.map((part) => {
    const [survivor, ...others] = heirs.get(part) ?? [];
    if (survivor !== undefined) for (const { key } of others) superseded.push({ key, by: survivor.key });
    return {
      current: part,
      key: survivor?.key,
      splitFrom: survivor === undefined ? origins.get(part)?.key : undefined,
    };
  });
  return { assigned, superseded };
}

function bySeniority(a: StoredGroup, b: StoredGroup): number {
  return a.firstSeenMs - b.firstSeenMs || a.key - b.key;
}

/** The current group that holds the earliest-seen member; records before bare aliases, then by name. */
function partOfEarliest(group: StoredGroup, partOf: ReadonlyMap<string, CurrentGroup>): CurrentGroup | undefined {
  let best: { name: string; seenMs: number; isRecord: boolean } | undefined;
  for (const [name, { seenMs, isRecord }] of group.members) {
    if (!partOf.has(name)) continue;
    const isBetter =
      best === undefined ||
      Number(isRecord) > Number(best.isRecord) ||
      (isRecord === best.isRecord && (seenMs < best.seenMs || (seenMs === best.seenMs && name < best.name)));
    if (isBetter) best = { name, seenMs, isRecord };
  }
  return best === undefined ? undefined : partOf.get(best.name);
}

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}
