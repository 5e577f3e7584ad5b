import { resolve } from 'node:path';
import type { AdvisoryIndex } from '@maximus/advisories';
import { type Inventory, type Problem, takeInventory } from '@maximus/inventory';
import type { Subject } from '@maximus/matching';
import type { ScanSettings } from '@maximus/scanning';
import { baseEcosystem, normaliseName } from '@maximus/versions';
import type { CommandIo } from '../terminal/io.ts';

/** A version that the paths hold, and the files that hold it. */
export interface LockedPackage {
  readonly subject: Subject;
  /** As a report of the same paths names them. */
  readonly files: readonly string[];
}

/** What the paths say of the packages that a flaw names. */
export interface LockedPackages {
  readonly packages: readonly LockedPackage[];
  /** A sentence for everything in the paths that could not be read: one of the packages may stand there. */
  readonly unread: readonly string[];
}

/** Every version of the affected packages that the paths hold, each once, by package URL. */
export async function lockedPackages(
  index: AdvisoryIndex,
  id: string,
  paths: readonly string[],
  settings: ScanSettings,
  io: CommandIo,
): Promise<LockedPackages> {
  const named = namedBy(index, id);
  if (named.size === 0) return { packages: [], unread: [] };
  const found = new Map<string, { subject: Subject; files: Set<string> }>();
  const unread: string[] = [];
  for (const path of paths) {
    const taken = await takeInventory(resolve(io.workingFolder, path), {
      include: settings.include,
      exclude: settings.exclude,
      clock: io.clock,
      signal: io.signal,
    });
    if (!taken.ok) throw taken.error;
    const prefix = paths.length === 1 ? '' : `${path.replace(/\/+$/, '')}/`;
    unread.push(...problemsOf(taken.value).map((problem) => sentence(problem, prefix)));
    for (const file of taken.value.files) {
      for (const { ecosystem, name, version, purl } of file.components) {
        if (!named.has(keyOf(ecosystem, name))) continue;
        const held = found.get(purl) ?? {
          subject: { ecosystem, name, ...(version === undefined ? {} : { version }) },
          files: new Set<string>(),
        };
        held.files.add(prefix + file.path);
        found.set(purl, held);
      }
    }
  }
  const packages = [...found]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, { subject, files }]) => ({ subject, files: [...files] }));
  return { packages, unread: [...new Set(unread)] };
}

function namedBy(index: AdvisoryIndex, id: string): ReadonlySet<string> {
  const named = new Set<string>();
  for (const recordId of index.groupOf(id)?.recordIds ?? []) {
    for (const { package: affected } of index.record(recordId)?.affected ?? []) {
      if (affected !== undefined) named.add(keyOf(affected.ecosystem, affected.name));
    }
  }
  return named;
}

/** All that a scan would call incomplete. */
function problemsOf({ problems, files }: Inventory): readonly Problem[] {
  return [...problems, ...files.flatMap((file) => file.problems)];
}

function sentence({ error }: Problem, prefix: string): string {
  const { file, line } = error.details;
  const place = file === undefined ? '' : `${prefix}${file}${line === undefined ? '' : `:${line}`}: `;
  return `${place}${error.message}`;
}

function keyOf(ecosystem: string, name: string): string {
  return `${baseEcosystem(ecosystem)}\u0000${normaliseName(ecosystem, name)}`;
}
