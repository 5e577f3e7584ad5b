import type { AliasGroup } from '@maximus/advisories';
import {
  addGroups,
  type MemberRow,
  type Merge,
  membersByName,
  membersOfGroups,
  mergeGroups,
  setMembers,
  setPrimaryIds,
  supersedeApvs,
  type Tx,
  takeGrouping,
} from '@maximus/storage';
import type { LiveIndex } from '../live-index/live-index.ts';
import { type CurrentGroup, regroup, type StoredGroup } from '../rules/regroup.ts';

/** What became of the estate's groups. */
export interface Settled {
  /** Id of the index's group → key of the estate's. */
  readonly keys: ReadonlyMap<string, number>;
  readonly merges: readonly Merge[];
  /** UUIDs of APVs that ended in another one, and the key of its group. */
  readonly superseded: readonly { readonly id: string; readonly by: number }[];
  /** Stored groups that lost names to another one. */
  readonly split: readonly number[];
}

/** When and in which chain. */
export interface SettleContext {
  readonly atMs: number;
  readonly correlationId: string;
}

const nothing: Settled = { keys: new Map(), merges: [], superseded: [], split: [] };

/**
 * Finds or makes the estate's groups for groups of the index, and applies merges and splits where aliases changed
 * (apv.md §1). Groups that are as they were cost one look-up by name; others are settled under the lock of grouping.
 */
export async function settleGroups(
  tx: Tx,
  live: LiveIndex,
  wanted: readonly AliasGroup[],
  context: SettleContext,
): Promise<Settled> {
  if (wanted.length === 0) return nothing;
  const groups = [...new Map(wanted.map((group) => [group.id, group])).values()];
  const unknown = groups.filter((group) => !live.groupKeys.has(group.id));
  const settled = unknown.length === 0 ? nothing : await settleUnknown(tx, live, unknown, context);
  const keys = new Map(settled.keys);
  for (const { id } of groups) {
    const key = keys.get(id) ?? live.groupKeys.get(id);
    if (key !== undefined) keys.set(id, key);
  }
  return { ...settled, keys };
}

/** What a transaction settled may be kept once it is committed, never before. */
export function rememberGroups(live: LiveIndex, { keys, merges }: Settled): void {
  if (merges.length > 0) live.groupKeys.clear();
  for (const [id, key] of keys) live.groupKeys.set(id, key);
}

async function settleUnknown(
  tx: Tx,
  live: LiveIndex,
  groups: readonly AliasGroup[],
  context: SettleContext,
): Promise<Settled> {
  const members = await membersByName(tx, namesOf(groups));
  const known = unchanged(live, groups, members, await membersOfGroups(tx, groupKeysOf(members)));
  const rest = groups.filter((group) => !known.has(group.id));
  if (rest.length === 0) return { ...nothing, keys: known };
  await takeGrouping(tx);
  const { stored, current } = await neighbourhood(tx, live, rest);
  const plan = regroup(
    stored,
    current.map((group) => ({ id: group.id, names: namesOf([group]) })),
  );
  const fresh = plan.assigned.filter(({ key }) => key === undefined);
  const byId = new Map(current.map((group) => [group.id, group]));
  const primaryOf = ({ id }: CurrentGroup) => byId.get(id)?.primaryId ?? id;
  const newKeys = await addGroups(
    tx,
    fresh.map(({ current: group, splitFrom }) => ({ primaryId: primaryOf(group), splitFrom: splitFrom ?? null })),
    context.atMs,
  );
  const keys = new Map(known);
  for (const { current: group, key } of plan.assigned) if (key !== undefined) keys.set(group.id, key);
  for (const [place, { current: group }] of fresh.entries()) keys.set(group.id, newKeys[place] ?? 0);
  const merges = plan.superseded;
  const superseded = await supersedeApvs(tx, merges, context);
  await mergeGroups(tx, merges, context);
  await setMembers(
    tx,
    current.flatMap((group) => membersOf(group, keys.get(group.id) ?? 0)),
    context.atMs,
  );
  await setPrimaryIds(
    tx,
    current.map((group) => ({ groupKey: keys.get(group.id) ?? 0, primaryId: group.primaryId })),
  );
  return { keys, merges, superseded, split: fresh.flatMap(({ splitFrom }) => splitFrom ?? []) };
}

/** Groups of which every name is a member of one stored group of the same primary id, whose other names no record bears. */
function unchanged(
  live: LiveIndex,
  groups: readonly AliasGroup[],
  members: readonly MemberRow[],
  all: readonly MemberRow[],
): Map<string, number> {
  const keyOf = new Map(members.map((member) => [member.name, member.groupKey]));
  const namesOfKey = Map.groupBy(all, (member) => member.groupKey);
  const keys = new Map<string, number>();
  for (const group of groups) {
    const names = new Set(namesOf([group]));
    const [key, other] = new Set([...names].map((name) => keyOf.get(name)));
    if (key === undefined || other !== undefined || ![...names].every((name) => keyOf.get(name) === key)) continue;
    const isElsewhere = ({ name }: MemberRow) => !names.has(name) && live.index.groupOf(name) !== undefined;
    const stored = namesOfKey.get(key) ?? [];
    // A group that lost the name it was known by is the same one under another name.
    if (stored[0]?.groupPrimaryId !== group.primaryId) continue;
    if (!stored.some(isElsewhere)) keys.set(group.id, key);
  }
  return keys;
}

/** The groups, those of the index that hold a name of a stored group met on the way, and so on until nothing is new. */
async function neighbourhood(
  tx: Tx,
  live: LiveIndex,
  groups: readonly AliasGroup[],
): Promise<{ stored: readonly StoredGroup[]; current: readonly AliasGroup[] }> {
  const current = new Map(groups.map((group) => [group.id, group]));
  const stored = new Map<number, MemberRow[]>();
  for (let open: readonly AliasGroup[] = groups; open.length > 0; ) {
    const met = groupKeysOf(await membersByName(tx, namesOf(open))).filter((key) => !stored.has(key));
    for (const key of met) stored.set(key, []);
    const found: AliasGroup[] = [];
    for (const member of await membersOfGroups(tx, met)) {
      stored.get(member.groupKey)?.push(member);
      const group = live.index.groupOf(member.name);
      if (group === undefined || current.has(group.id)) continue;
      current.set(group.id, group);
      found.push(group);
    }
    open = found;
  }
  return { stored: [...stored].map(([key, rows]) => storedGroup(key, rows)), current: [...current.values()] };
}

function storedGroup(key: number, rows: readonly MemberRow[]): StoredGroup {
  const members = new Map(rows.map(({ name, seenMs, isRecord }) => [name, { seenMs, isRecord }]));
  return { key, firstSeenMs: rows[0]?.groupSeenMs ?? 0, members };
}

function groupKeysOf(members: readonly MemberRow[]): number[] {
  return [...new Set(members.map(({ groupKey }) => groupKey))];
}

function namesOf(groups: readonly AliasGroup[]): string[] {
  return groups.flatMap((group) => group.ids.map((id) => id.toLowerCase()));
}

function membersOf(group: AliasGroup, groupKey: number) {
  const records = new Set(group.recordIds.map((id) => id.toLowerCase()));
  return group.ids.map((id) => ({ groupKey, id, isRecord: records.has(id.toLowerCase()) }));
}
