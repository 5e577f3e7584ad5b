/** An entry with what it asks for. */
interface Asking {
  readonly dependsOn: readonly { readonly to: string }[];
}

/** The keys that no other entry asks for, in order: only the project can have asked for them. */
export function topKeys(entries: Iterable<readonly [key: string, entry: Asking]>): string[] {
  const asked = new Set<string>();
  const keys: string[] = [];
  for (const [key, { dependsOn }] of entries) {
    keys.push(key);
    for (const { to } of dependsOn) if (to !== key) asked.add(to);
  }
  return keys.filter((key) => !asked.has(key));
}
