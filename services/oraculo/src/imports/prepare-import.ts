import {
  addComponents,
  type ComponentRow,
  findComponentKeys,
  holdMatching,
  noteJudged,
  packContent,
  readMatchState,
  type Tx,
  unjudgedOf,
  writeMatches,
} from '@maximus/storage';
import { rowsOf } from '../delta/apply-judgement.ts';
import { errors } from '../errors.ts';
import { type Judgement, judgeComponents } from '../judging/judge.ts';
import { rememberGroups, settleGroups } from '../judging/settle-groups.ts';
import type { LiveIndex } from '../live-index/live-index.ts';
import type { Parts } from '../parts.ts';
import { type Gathered, gatherComponents } from './gather-components.ts';
import { encodeContent } from './snapshot-content.ts';
import type { TakenInventory } from './taken-inventory.ts';

/** What an import knows before it takes a lock. */
export interface Prepared {
  readonly gathered: Gathered;
  readonly keys: ReadonlyMap<string, number>;
  readonly content: Awaited<ReturnType<typeof packContent>>;
  readonly fresh: readonly ComponentRow[];
  readonly judgement: Judgement;
  /** Groups in which components match that the estate had not met. */
  readonly groupKeys: Set<number>;
}

/** Everything that needs no lock: new components, their judgement, the packed content. */
export async function prepareImport(parts: Parts, live: LiveIndex, inventory: TakenInventory): Promise<Prepared> {
  const { database, clock } = parts;
  const gathered = gatherComponents(inventory.parsed);
  const all = [...gathered.components.values()];
  const keys = await findComponentKeys(database, all);
  const missing = [...gathered.components].filter(([identity]) => !keys.has(identity)).map(([, each]) => each);
  if (missing.length > 0) {
    await addComponents(database, missing, clock.now());
    for (const [identity, key] of await findComponentKeys(database, missing)) keys.set(identity, key);
  }
  const fresh = await unjudgedOf(database, [...keys.values()]);
  const content = await packContent(encodeContent(inventory.parsed));
  return { gathered, keys, content, fresh, judgement: judgeComponents(live, fresh), groupKeys: new Set() };
}

/**
 * Matches of components that the estate had not met, in a short transaction of their own, because new groups are made by
 * one writer at a time. Another import may have been first, which wrote the same; without a snapshot they mean nothing.
 */
export async function storeJudgement(
  parts: Parts,
  live: LiveIndex,
  { judgement, groupKeys }: Prepared,
  correlationId: string,
): Promise<void> {
  if (judgement.judged.length === 0) return;
  const settled = await parts.database.transaction(async (tx) => {
    await holdMatching(tx);
    await checkGeneration(tx, live);
    const groups = judgement.matches.map(({ group }) => group);
    const found = await settleGroups(tx, live, groups, { atMs: parts.clock.now(), correlationId });
    await writeMatches(tx, rowsOf(judgement, found));
    await noteJudged(tx, judgement.judged, live.generation);
    return found;
  });
  rememberGroups(live, settled);
  for (const key of settled.keys.values()) groupKeys.add(key);
}

/** What was judged by another generation than the estate stands on must not be written. */
export async function checkGeneration(tx: Tx, live: LiveIndex): Promise<void> {
  const state = await readMatchState(tx);
  if (state !== undefined && (state.generation !== live.generation || state.digest !== live.digest))
    throw errors.index_behind(`the estate stands on generation ${state.generation}, not ${live.generation}`);
}
