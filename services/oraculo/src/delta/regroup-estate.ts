import type { AliasGroup } from '@maximus/advisories';
import { componentsOfGroups, membersAfter, takeMatching } from '@maximus/storage';
import { rememberGroups } from '../judging/settle-groups.ts';
import type { LiveIndex } from '../live-index/live-index.ts';
import type { Parts } from '../parts.ts';
import { applyJudgement, type DeltaReport, emptyReport } from './apply-judgement.ts';

const batchSize = 20_000;

/**
 * Compares every name of the estate's groups with the groups of a generation, and applies the merges and splits that
 * nobody told of. In steady state it writes nothing.
 */
export async function regroupEstate(parts: Parts, live: LiveIndex, correlationId: string): Promise<DeltaReport> {
  const { database } = parts;
  const keysOfGroup = new Map<string, Set<number>>();
  const groupsOfKey = new Map<number, Set<string>>();
  const byId = new Map<string, AliasGroup>();
  for (let after = ''; ; ) {
    const members = await membersAfter(database, after, batchSize);
    for (const { name, groupKey } of members) {
      const group = live.index.groupOf(name);
      if (group === undefined) continue;
      byId.set(group.id, group);
      addTo(keysOfGroup, group.id, groupKey);
      addTo(groupsOfKey, groupKey, group.id);
    }
    const last = members.at(-1);
    if (last === undefined) break;
    after = last.name;
  }
  const changed = new Set<string>();
  for (const [id, keys] of keysOfGroup) if (keys.size > 1) changed.add(id);
  for (const ids of groupsOfKey.values()) if (ids.size > 1) for (const id of ids) changed.add(id);
  for (const [id, [key]] of keysOfGroup) if (key !== undefined && !changed.has(id)) live.groupKeys.set(id, key);
  if (changed.size === 0) return emptyReport;
  const groups = [...changed].flatMap((id) => byId.get(id) ?? []);
  const keys = [...changed].flatMap((id) => [...(keysOfGroup.get(id) ?? [])]);
  const { report, settled } = await database.transaction(async (tx) => {
    await takeMatching(tx);
    const components = await componentsOfGroups(tx, keys);
    return applyJudgement(tx, parts, live, components, {
      cause: { kind: 'advisories', id: `regroup/${live.generation}` },
      atMs: parts.clock.now(),
      correlationId,
      groups,
      changedGroups: new Set(keys),
    });
  });
  rememberGroups(live, settled);
  return report;
}

function addTo<K, V>(map: Map<K, Set<V>>, key: K, value: V): void {
  const held = map.get(key);
  if (held === undefined) map.set(key, new Set([value]));
  else held.add(value);
}
