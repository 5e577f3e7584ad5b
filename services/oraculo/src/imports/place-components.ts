import {
  type CurrentOccurrence,
  compareOccurrences,
  currentOccurrences,
  ensureFiles,
  holdsDoubted,
  type Tx,
  writeOccurrences,
} from '@maximus/storage';
import type { Prepared } from './prepare-import.ts';
import type { TakenInventory } from './taken-inventory.ts';

/** What the files leave open, and components that the index cannot judge. */
export async function checkStateOf(tx: Tx, inventory: TakenInventory, { keys, gathered, judgement }: Prepared) {
  if (inventory.checkState === 'incomplete' || gathered.refused.length > 0) return 'incomplete';
  if (judgement.judged.some(({ doubt }) => doubt !== null)) return 'incomplete';
  return (await holdsDoubted(tx, [...keys.values()])) ? 'incomplete' : 'ok';
}

/** Makes the places of a project those of its new inventory; a partial one adds and takes nothing away. */
export async function placeComponents(
  tx: Tx,
  projectKey: number,
  inventory: TakenInventory,
  { gathered, keys }: Prepared,
): Promise<{ readonly added: number; readonly removed: number; readonly total: number }> {
  const files = await ensureFiles(tx, projectKey, inventory.parsed);
  const next = gathered.places.flatMap(({ identity, file, ...place }): CurrentOccurrence[] => {
    const componentKey = keys.get(identity);
    const fileKey = files.get(file);
    return componentKey === undefined || fileKey === undefined ? [] : [{ ...place, componentKey, fileKey }];
  });
  const now = await currentOccurrences(tx, projectKey);
  const diff = compareOccurrences(now, next);
  const change = inventory.status === 'complete' ? diff : { ...diff, removed: [] };
  await writeOccurrences(tx, projectKey, change);
  const had = new Set(now.map(({ componentKey }) => componentKey));
  const has = new Set(next.map(({ componentKey }) => componentKey));
  if (inventory.status !== 'complete') for (const key of had) has.add(key);
  return {
    added: [...has].filter((key) => !had.has(key)).length,
    removed: [...had].filter((key) => !has.has(key)).length,
    total: has.size,
  };
}
