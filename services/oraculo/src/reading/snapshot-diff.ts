import type { SnapshotDiff } from '@maximus/contracts';
import type { TakenFile } from '../imports/taken-inventory.ts';

type Side = SnapshotDiff['added'][number];

const mostEntries = 1_000;

/** What came, what went, and of which packages another version is there; entries in order of package URL. */
export function diffOf(from: readonly TakenFile[], to: readonly TakenFile[]): Omit<SnapshotDiff, 'from' | 'to'> {
  const [before, after] = [distinct(from), distinct(to)];
  const gone = [...before].filter(([key]) => !after.has(key)).map(([, each]) => each);
  const come = [...after].filter(([key]) => !before.has(key)).map(([, each]) => each);
  const goneByName = Map.groupBy(gone, nameOf);
  const comeByName = Map.groupBy(come, nameOf);
  const isReplaced = (each: Side) => goneByName.has(nameOf(each)) && comeByName.has(nameOf(each));
  const changed = [...comeByName].flatMap(([key, sides]) => {
    const old = goneByName.get(key);
    const [first] = sides;
    if (old === undefined || first === undefined) return [];
    return [{ ecosystem: first.ecosystem, name: first.name, from: old.map(versionOf), to: sides.map(versionOf) }];
  });
  const added = come.filter((each) => !isReplaced(each));
  const removed = gone.filter((each) => !isReplaced(each));
  const counts = { added: added.length, removed: removed.length, changed: changed.length };
  return {
    added: added.slice(0, mostEntries),
    removed: removed.slice(0, mostEntries),
    changed: changed.slice(0, mostEntries),
    counts,
    truncated: Math.max(...Object.values(counts)) > mostEntries,
  };
}

function distinct(files: readonly TakenFile[]): Map<string, Side> {
  const sides = new Map<string, Side>();
  for (const { components } of files) {
    for (const { purl, ecosystem, name, version, requested } of components) {
      const key = version === undefined ? `${purl}\0${requested ?? ''}` : purl;
      sides.set(key, { purl, ecosystem, name, ...(version !== undefined && { version }) });
    }
  }
  return new Map([...sides].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function nameOf({ ecosystem, name }: Side): string {
  return `${ecosystem}\0${name}`;
}

function versionOf({ version }: Side): string {
  return version ?? '';
}
