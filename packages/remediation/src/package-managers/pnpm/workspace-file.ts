import { parse, stringify } from 'yaml';

/** The keys of pnpm-workspace.yaml that decide the tree and run nothing (arena.md §3). */
const kept = ['packages', 'catalog', 'catalogs', 'overrides'] as const;
const maxBytes = 1 << 20;

/** The allowed part, written anew; configuration dependencies, hooks and every other key are gone. */
export function allowedWorkspace(text: string): string {
  const document = readYaml(text);
  const allowed = kept.flatMap((key) => (Object.hasOwn(document, key) ? [[key, document[key]]] : []));
  return allowed.length === 0 ? '' : stringify(Object.fromEntries(allowed));
}

/** The mapping of a YAML text; empty for everything else. Aliases are bounded, so that none unfolds without end. */
export function readYaml(text: string): Record<string, unknown> {
  if (text.length > maxBytes * 64) return {};
  try {
    const value: unknown = parse(text, { maxAliasCount: 0, logLevel: 'silent' });
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : {};
  } catch (error) {
    // Whatever the reader refuses is no configuration of ours to keep.
    if (error instanceof Error) return {};
    throw error;
  }
}
