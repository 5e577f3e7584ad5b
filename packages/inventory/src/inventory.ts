import { realpathSync, statSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { type Clock, ok, type Result, systemClock } from '@maximus/kernel';
import { type Candidate, createClaims, type Discovery, discover } from './discovery/index.ts';
import { byCodeUnit, openFolder } from './disk-files.ts';
import { errors } from './errors.ts';
import { failedOutcome, type InventoryFile, skippedOutcome, unsupportedFile } from './inventory-file.ts';
import { defaultLimits, type InventoryLimits } from './limits.ts';
import { Reading } from './reading.ts';
import { formats as allFormats } from './registry.ts';
import type { InventoryFormat, Problem } from './types.ts';

/** How to take an inventory. */
export interface InventoryOptions {
  /** Globs of paths; with any, only these files are looked at. */
  readonly include?: readonly string[];
  /** Globs of files and folders to leave out. */
  readonly exclude?: readonly string[];
  readonly limits?: Partial<InventoryLimits>;
  readonly clock?: Clock;
  /** Ends the run early; what was not looked at is reported. */
  readonly signal?: AbortSignal;
  /** Formats to look for; all by default. */
  readonly formats?: readonly InventoryFormat[];
  /** Called with each file before it is read. */
  readonly onFile?: (path: string) => void;
}

/** Everything a tree is made of. */
export interface Inventory {
  /** Absolute path of the folder that every `path` is relative to. */
  readonly root: string;
  /** Sorted by path, by code unit. */
  readonly files: readonly InventoryFile[];
  /** Problems of the walk: links that leave, folders that cannot be read, limits. */
  readonly problems: readonly Problem[];
  readonly totals: {
    /** Files by any status. */
    readonly files: number;
    readonly components: number;
    /** Entries that could not be used, over files and walk. */
    readonly problems: number;
    /** Entries of folders that were looked at. */
    readonly walked: number;
  };
}

/**
 * Takes the inventory of a folder, or of one file. One bad file never stops the run: it is in the result with what is
 * wrong. Fails only where `target` itself cannot be read. The order of everything is the same in every run.
 */
export async function takeInventory(target: string, options: InventoryOptions = {}): Promise<Result<Inventory>> {
  const limits = { ...defaultLimits, ...options.limits };
  const clock = options.clock ?? systemClock;
  const started = clock.now();
  const isOver = () => options.signal?.aborted === true || clock.now() - started > limits.maxMs;
  const formats = options.formats ?? allFormats;

  const single = fileNamed(target);
  const opened = await openFolder(single === undefined ? target : dirname(single), limits.maxFileBytes);
  if (!opened.ok) return opened;
  const found: Discovery =
    single === undefined
      ? await discover(opened.value, { ...globsOf(options), formats, maxFiles: limits.maxFiles, isOver })
      : { candidates: [candidateOf(basename(single), formats)], unsupported: [], ignored: [], walked: 1, problems: [] };

  const reading = new Reading(opened.value);
  let components = 0;
  for (const candidate of orderOfReading(found.candidates)) {
    const { path } = candidate;
    options.onFile?.(path);
    const limit = components > limits.maxComponents ? 'maxComponents' : isOver() ? 'maxMs' : undefined;
    if (limit === undefined) components += await reading.read(candidate);
    else {
      const error = errors.limit_reached(`not read: ${limit} (${limits[limit]}) is used up`, { file: path });
      reading.add(failedOutcome(path, candidate.formats[0], error));
    }
  }
  const unsupported = found.unsupported.map(({ path, what }) => unsupportedFile(path, `${what}: not read`));
  const ignored = found.ignored.map(({ path, by, format }) => skippedOutcome(path, format, `left out by ${by}`).file);
  const files = [...reading.results(), ...unsupported, ...ignored].sort((a, b) => byCodeUnit(a.path, b.path));
  return ok({ root: opened.value.root, files, problems: found.problems, totals: totalsOf(files, found) });
}

function globsOf({ include, exclude }: InventoryOptions): Pick<InventoryOptions, 'include' | 'exclude'> {
  return { ...(include === undefined ? {} : { include }), ...(exclude === undefined ? {} : { exclude }) };
}

/** Locks, SBOMs and databases first: an installed tree, then a manifest, is read only where they leave it. */
function orderOfReading(candidates: readonly Candidate[]): Candidate[] {
  const rank = ({ formats }: Candidate) =>
    formats.every(({ kind }) => kind === 'tree') ? 1 : formats.every(({ kind }) => kind === 'manifest') ? 2 : 0;
  return [...candidates].sort((a, b) => rank(a) - rank(b) || byCodeUnit(a.path, b.path));
}

function totalsOf(files: readonly InventoryFile[], found: Discovery): Inventory['totals'] {
  const components = files.reduce((sum, file) => sum + file.componentCount, 0);
  const problems = [found.problems, ...files.map((file) => file.problems)].flat();
  const count = problems.reduce((sum, problem) => sum + (problem.count ?? 1), 0);
  return { files: files.length, components, problems: count, walked: found.walked };
}

/** A file that a person named: an SBOM may have any name. */
function candidateOf(name: string, formats: readonly InventoryFormat[]): Candidate {
  const { formats: claimed } = createClaims(formats).of(name);
  const sboms = formats.filter((format) => format.kind === 'sbom' && !claimed.includes(format));
  return { path: name, formats: [...claimed, ...sboms], exact: true, irregular: false, named: claimed.length === 0 };
}

/** The real path of anything but a folder; a link that a person names is followed. */
function fileNamed(target: string): string | undefined {
  try {
    return statSync(target).isDirectory() ? undefined : realpathSync.native(target);
  } catch (cause) {
    // Opening it as a folder says what is wrong with it.
    if (cause instanceof Error && 'code' in cause) return undefined;
    throw cause;
  }
}
