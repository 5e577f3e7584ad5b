import type { BuildThread } from './build-thread.ts';
import type { EpssDay } from './epss-day.ts';
import type { Naming, Namings } from './full-content.ts';
import { writePackages } from './package-sections.ts';
import { packPackages, type RawEntry, unpackPackages } from './packed-packages.ts';
import type { RecordStore } from './record-store.ts';
import { type FinishedSection, SectionBuffer } from './section-buffer.ts';
import { type WrittenTable, writeEpssFile } from './table-files.ts';

/** So much of the packages is in memory at once; the rest is written as it is read. */
const mostBytes = 64 << 20;
/** The other thread's share of the packages; this one has the records and the groups as well. */
const share = 0.85;

/**
 * Hands packages to the other thread: whole base ecosystems from the end of their order, so that what is written first is
 * made here. Answers with the sections of each that was handed over.
 */
export function handOverPackages(
  thread: BuildThread,
  store: RecordStore,
  namings: Namings,
): Map<string, Promise<readonly FinishedSection[]>> {
  const out = new Map<string, Promise<readonly FinishedSection[]>>();
  const sizes = new Map([...namings].map(([base, byKey]) => [base, bytesOf(byKey)]));
  const whole = [...sizes.values()].reduce((sum, size) => sum + size, 0);
  if (!thread.isRunning) return out;
  const chosen: string[] = [];
  let handed = 0;
  for (const base of [...namings.keys()].sort().reverse()) {
    const size = sizes.get(base) ?? 0;
    if (handed + size > mostBytes || handed + size > whole * share) break;
    handed += size;
    chosen.unshift(base);
  }
  for (const base of chosen) {
    out.set(base, sectionsOf(thread, store, base, namings.get(base) ?? new Map(), sizes.get(base) ?? 0));
  }
  return out;
}

/** Writes a day of forecasts on the other thread where that runs, else here. */
export function writeEpssAside(thread: BuildThread, dir: string, day: EpssDay): Promise<WrittenTable> {
  const { date, columns } = day;
  const here = () => writeEpssFile(dir, day);
  if (!thread.isRunning) return Promise.resolve(here());
  const { cves, probabilities, percentiles, length } = columns;
  // What fails there fails here too, or does not matter.
  return handled(
    thread.run('epss', { dir, date, columns: { cves, probabilities, percentiles, length } }, []).catch(here),
  );
}

function sectionsOf(
  thread: BuildThread,
  store: RecordStore,
  base: string,
  byKey: ReadonlyMap<string, readonly Naming[]>,
  size: number,
): Promise<readonly FinishedSection[]> {
  const packed = packPackages(rawPackages(store, byKey), size);
  // Without a transfer the bytes stay, for the case that the thread fails.
  return handled(
    thread.run('packages', { base, ...packed }, []).catch(() => {
      const out = new SectionBuffer();
      writePackages(out, base, unpackPackages(packed));
      return out.finish();
    }),
  );
}

/** A promise that is awaited late, or never where the build ends early: its failure is no unhandled one. */
function handled<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => undefined);
  return promise;
}

function* rawPackages(
  store: RecordStore,
  byKey: ReadonlyMap<string, readonly Naming[]>,
): Generator<[string, readonly RawEntry[]]> {
  for (const [key, list] of byKey)
    yield [key, list.flatMap(({ named, groupId }) => store.rawEntriesOf(named, groupId))];
}

function bytesOf(byKey: ReadonlyMap<string, readonly Naming[]>): number {
  let bytes = 0;
  for (const list of byKey.values())
    for (const { named } of list)
      for (const { head, versions } of named.entries) bytes += head.length + (versions?.length ?? 0);
  return bytes;
}
