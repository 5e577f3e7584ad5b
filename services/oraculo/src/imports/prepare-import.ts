import {
  addComponents,
  type ComponentRow,
  componentIdentity,
  componentsByKey,
  findComponents,
  holdMatching,
  noteJudged,
  packContent,
  readMatchState,
  type Tx,
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
  const gathered = gatherComponents(inventory.parsed);
  const { keys, fresh } = await keepComponents(parts, gathered);
  const content = await packContent(encodeContent(inventory.parsed));
  return { gathered, keys, content, fresh, judgement: judgeComponents(live, fresh), groupKeys: new Set() };
}

/** Keys of all components of an inventory, and those among them that nobody has judged yet. */
async function keepComponents({ database, clock, known }: Parts, { components }: Gathered) {
  const keys = new Map<string, number>();
  const unjudged: number[] = [];
  const lacking = () => [...components].filter(([identity]) => !keys.has(identity)).map(([, each]) => each);
  const keep = (kept: Awaited<ReturnType<typeof findComponents>>) => {
    for (const each of kept) {
      const identity = componentIdentity(each);
      keys.set(identity, each.key);
      if (each.judged) known.remember(identity, each.key);
      else unjudged.push(each.key);
    }
  };
  for (const identity of components.keys()) {
    const key = known.keyOf(identity);
    if (key !== undefined) keys.set(identity, key);
  }
  keep(await findComponents(database, lacking()));
  keep(await addComponents(database, lacking(), clock.now()));
  // Another import was first.
  keep(await findComponents(database, lacking()));
  const fresh = unjudged.length === 0 ? [] : await componentsByKey(database, unjudged);
  return { keys, fresh };
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
