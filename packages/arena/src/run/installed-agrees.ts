import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { formats, type InventoryFile, takeInventory } from '@maximus/inventory';

/** How an installed tree stands to the lock file it was installed from. */
export type InstalledAgreement =
  /** The ecosystem's installed trees cannot be read, so nothing is said. */
  | { readonly state: 'unreadable' }
  | { readonly state: 'agrees' }
  | { readonly state: 'differs'; readonly difference: string };

/** Formats that read what is installed. */
export const installedTrees = formats.filter(({ kind }) => kind === 'tree');

/** Marks of layouts that no format reads: pnpm's store, and Plug'n'Play. */
const otherLayouts = ['node_modules/.pnpm', '.pnp.cjs', '.pnp.js'];

/**
 * Whether what was installed is what the lock file says (arena.md §4): every package there is in the lock at that version, and
 * every one that the lock wants in any case is there. Optional and peer packages may be absent.
 */
export async function compareInstalled(
  installed: string,
  lock: InventoryFile | undefined,
  ecosystem: string,
): Promise<InstalledAgreement> {
  if (lock === undefined || !installedTrees.some(({ ecosystems }) => ecosystems.includes(ecosystem)))
    return { state: 'unreadable' };
  const at = lock.path.slice(0, lock.path.lastIndexOf('/') + 1);
  if (otherLayouts.some((name) => existsSync(join(installed, at, name)))) return { state: 'unreadable' };
  const inventory = await takeInventory(installed, { formats: installedTrees });
  if (!inventory.ok) return { state: 'unreadable' };
  const label = ({ name, version }: { name: string; version?: string }) => `${name}@${version ?? ''}`;
  const there = new Set(
    inventory.value.files.flatMap(({ components }) =>
      components.filter((each) => each.ecosystem === ecosystem).map(label),
    ),
  );
  const wanted = lock.components.filter((each) => each.ecosystem === ecosystem && each.version !== undefined);
  const known = new Set(wanted.map(label));
  const foreign = [...there].find((each) => !known.has(each));
  if (foreign !== undefined) return { state: 'differs', difference: `${foreign} is installed and not in ${lock.path}` };
  const missing = wanted.find((each) => each.scope !== 'optional' && each.scope !== 'peer' && !there.has(label(each)));
  return missing === undefined
    ? { state: 'agrees' }
    : { state: 'differs', difference: `${label(missing)} is in ${lock.path} and not installed` };
}
