import type { MetadataSource } from './types.ts';

/** Questions that are open at one time. */
const atOnce = 16;

/**
 * Asks a registry for packages that a plan is certain to look at, many at a time: planning itself asks for one after the
 * other, and would wait for each. The source keeps the answers; that one fails is for the plan to find.
 */
export async function askAhead(source: MetadataSource, names: Iterable<string>): Promise<void> {
  const open = [...new Set(names)].values();
  const askNext = async (): Promise<void> => {
    for (const name of open) await source.versionsOf(name);
  };
  await Promise.all(Array.from({ length: atOnce }, askNext));
}
