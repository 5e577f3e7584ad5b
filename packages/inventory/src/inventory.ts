import { realpath, stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { type AppError, type Clock, ok, type Result, systemClock } from '@maximus/kernel';
import { type Candidate, createClaims, discover, folderOf, foldersUpwards } from './discovery/index.ts';
import { byCodeUnit, type DiskFiles, headBytes, openFolder } from './disk-files.ts';
import { errors } from './errors.ts';
import { defaultLimits, type InventoryLimits } from './limits.ts';
import { parseFile } from './parse-file.ts';
import { formats as allFormats } from './registry.ts';
import type { Component, InventoryFormat, ParsedFile, Problem } from './types.ts';

/** How to take an inventory. */
export interface InventoryOptions {
  readonly include?: readonly string[];
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

/** What became of one file. */
export interface InventoryFile {
  /** Relative to the root, with `/`; an installed tree ends with `/`. */
  readonly path: string;
  /** Id of the format; `unsupported` where none reads it. */
  readonly format: string;
  /**
   * `partial`: some entries could not be used, `problems` says which. `skipped`: another file that is read says the same,
   * `reason` names it.
   */
  readonly status: 'parsed' | 'partial' | 'failed' | 'unsupported' | 'skipped';
  readonly components: readonly Component[];
  readonly roots: readonly string[];
  readonly problems: readonly Problem[];
  readonly componentCount: number;
  readonly reason?: string;
}

/** Everything a tree is made of. */
export interface Inventory {
  /** Absolute path of the folder that `path` is relative to. */
  readonly root: string;
  /** Sorted by path, by code unit. */
  readonly files: readonly InventoryFile[];
  /** Problems of the walk: links that leave, folders that cannot be read, limits. */
  readonly problems: readonly Problem[];
  readonly totals: {
    /** Files by status, all together. */
    readonly files: number;
    readonly components: number;
    /** Entries that could not be used, over files and walk. */
    readonly problems: number;
    /** Entries of folders that were looked at. */
    readonly walked: number;
  };
}

interface Read {
  readonly file: InventoryFile;
  readonly format: InventoryFormat | undefined;
  readonly consumed: readonly string[];
}

/**
 * Takes the inventory of a folder, or of one file in it. One bad file never stops the run: it is in the result with what
 * is wrong. Fails only where `target` itself cannot be read. The order of everything is the same in every run.
 */
export async function takeInventory(target: string, options: InventoryOptions = {}): Promise<Result<Inventory>> {
  const limits = { ...defaultLimits, ...options.limits };
  const clock = options.clock ?? systemClock;
  const started = clock.now();
  const isOver = () => options.signal?.aborted === true || clock.now() - started > limits.maxMs;
  const formats = options.formats ?? allFormats;

  const single = await fileNamed(target);
  const opened = await openFolder(single === undefined ? target : dirname(single), limits.maxFileBytes);
  if (!opened.ok) return opened;
  const files = opened.value;
  const found =
    single !== undefined
      ? { candidates: [candidateOf(basename(single), formats)], unsupported: [], walked: 1, problems: [] }
      : await discover(files, {
          formats,
          ...(options.include === undefined ? {} : { include: options.include }),
          ...(options.exclude === undefined ? {} : { exclude: options.exclude }),
          maxFiles: limits.maxFiles,
          isOver,
        });

  const reads: Read[] = [];
  const consumedBy = new Map<string, string>();
  let components = 0;
  for (const candidate of orderOfReading(found.candidates)) {
    options.onFile?.(candidate.path);
    const owner = consumedBy.get(candidate.path);
    if (owner !== undefined) {
      reads.push(skippedRead(candidate.path, candidate.formats[0], `read with ${owner}`));
      continue;
    }
    const blocked = blockedBy(components, limits, isOver);
    const read =
      blocked === undefined
        ? await readCandidate(files, candidate, reads)
        : failedRead(candidate.path, candidate.formats[0], blocked(candidate.path));
    if (read === undefined) continue;
    components += read.file.componentCount;
    reads.push(read);
    noteConsumed(read, consumedBy);
  }
  const kept = reads.map((read) => settled(read, consumedBy));
  const unsupported = found.unsupported.map(({ path, what }) =>
    emptyFile(path, 'unsupported', 'unsupported', [
      { error: errors.unsupported_format(`${what}: not read`, { file: path }) },
    ]),
  );
  const all = [...kept, ...unsupported].sort((a, b) => byCodeUnit(a.path, b.path));
  return ok({
    root: files.root,
    files: all,
    problems: found.problems,
    totals: {
      files: all.length,
      components: all.reduce((sum, file) => sum + file.componentCount, 0),
      problems: countProblems(found.problems) + all.reduce((sum, file) => sum + countProblems(file.problems), 0),
      walked: found.walked,
    },
  });
}

/** Locks, SBOMs and databases first: a manifest or an installed tree is read only where they leave it. */
function orderOfReading(candidates: readonly Candidate[]): Candidate[] {
  const rank = (candidate: Candidate) => {
    const kinds = candidate.formats.map((format) => format.kind);
    return kinds.every((kind) => kind === 'tree') ? 1 : kinds.every((kind) => kind === 'manifest') ? 2 : 0;
  };
  return [...candidates].sort((a, b) => rank(a) - rank(b) || byCodeUnit(a.path, b.path));
}

function blockedBy(components: number, limits: InventoryLimits, isOver: () => boolean) {
  const limit = components > limits.maxComponents ? 'maxComponents' : isOver() ? 'maxMs' : undefined;
  if (limit === undefined) return undefined;
  return (path: string) => errors.limit_reached(`not read: ${limit} (${limits[limit]}) is used up`, { file: path });
}

async function readCandidate(
  files: DiskFiles,
  candidate: Candidate,
  reads: readonly Read[],
): Promise<Read | undefined> {
  const { path } = candidate;
  const [first] = candidate.formats;
  if (path.endsWith('/')) return readTree(files, candidate, reads);
  if (candidate.irregular) {
    return failedRead(path, first, errors.unreadable('not a regular file; it was not opened', { file: path }));
  }
  const text = await files.read(path);
  if (!text.ok) {
    const head = candidate.exact ? undefined : await files.head(path);
    const format = head?.ok ? candidate.formats.find((each) => each.detect(path, head.value)) : first;
    return format === undefined ? undefined : failedRead(path, format, text.error);
  }
  const head = text.value.slice(0, headBytes);
  const format = candidate.formats.find((each) => each.detect(path, head));
  if (format === undefined) {
    if (!candidate.exact) return undefined;
    if (candidate.named === true) return unsupportedRead(path);
    return failedRead(path, first, errors.malformed('the content is not what the name says', { file: path, line: 1 }));
  }
  const redundant = supersededBy(path, format, reads, false);
  if (redundant !== undefined) return skippedRead(path, format, `${redundant} is read instead`);
  return outcome(path, format, await parseFile(format, { path, text: text.value, files }));
}

async function readTree(files: DiskFiles, candidate: Candidate, reads: readonly Read[]): Promise<Read | undefined> {
  const { path } = candidate;
  const format = candidate.formats.find((each) => each.detect(path, ''));
  if (format === undefined || supersededBy(path, format, reads, true) !== undefined) return undefined;
  return outcome(path, format, await parseFile(format, { path, text: '', files }));
}

/** A file that was read and makes this one redundant: in the same folder, or for an installed tree also above it. */
function supersededBy(
  path: string,
  format: InventoryFormat,
  reads: readonly Read[],
  above: boolean,
): string | undefined {
  const ids = new Set(format.supersededBy ?? []);
  if (ids.size === 0) return undefined;
  const folder = folderOf(path);
  const folders = new Set(above ? foldersUpwards(folder) : [folder]);
  return reads.find((read) => ids.has(read.format?.id ?? '') && folders.has(folderOf(read.file.path)))?.file.path;
}

function outcome(path: string, format: InventoryFormat, parsed: Result<ParsedFile>): Read {
  if (!parsed.ok) return failedRead(path, format, parsed.error);
  const { components, roots, problems, consumed } = parsed.value;
  const status = problems.length === 0 ? 'parsed' : 'partial';
  const file = {
    path,
    format: format.id,
    status,
    components,
    roots,
    problems,
    componentCount: components.length,
  } as const;
  return { file, format, consumed: consumed ?? [] };
}

function failedRead(path: string, format: InventoryFormat | undefined, error: AppError): Read {
  return { file: emptyFile(path, format?.id ?? 'unsupported', 'failed', [{ error }]), format, consumed: [] };
}

function unsupportedRead(path: string): Read {
  const error = errors.unsupported_format('no format reads a file of this name and content', { file: path });
  return { file: emptyFile(path, 'unsupported', 'unsupported', [{ error }]), format: undefined, consumed: [] };
}

function skippedRead(path: string, format: InventoryFormat | undefined, reason: string): Read {
  return { file: { ...emptyFile(path, format?.id ?? 'unsupported', 'skipped', []), reason }, format, consumed: [] };
}

function emptyFile(
  path: string,
  format: string,
  status: InventoryFile['status'],
  problems: readonly Problem[],
): InventoryFile {
  return { path, format, status, components: [], roots: [], problems, componentCount: 0 };
}

/** Notes what a file was read with; the first that claims a path keeps it. */
function noteConsumed(read: Read, consumedBy: Map<string, string>): void {
  if (consumedBy.has(read.file.path)) return;
  for (const path of read.consumed) if (!consumedBy.has(path)) consumedBy.set(path, read.file.path);
}

/** A file as it stands in the result: skipped where another was read with it. */
function settled({ file }: Read, consumedBy: ReadonlyMap<string, string>): InventoryFile {
  const owner = consumedBy.get(file.path);
  if (owner === undefined || owner === file.path || file.status === 'failed') return file;
  return { ...emptyFile(file.path, file.format, 'skipped', []), reason: `read with ${owner}` };
}

function countProblems(problems: readonly Problem[]): number {
  return problems.reduce((sum, problem) => sum + (problem.count ?? 1), 0);
}

/** A file that was named: any SBOM may have any name. */
function candidateOf(name: string, formats: readonly InventoryFormat[]): Candidate {
  const { formats: claimed } = createClaims(formats).of(name);
  const sboms = formats.filter((format) => format.kind === 'sbom' && !claimed.includes(format));
  const named = claimed.length === 0;
  return { path: name, formats: [...claimed, ...sboms], exact: true, irregular: false, named };
}

/** The real path of anything but a folder; a link that a person names is followed. */
async function fileNamed(target: string): Promise<string | undefined> {
  const facts = await stat(target).catch(() => undefined);
  return facts === undefined || facts.isDirectory() ? undefined : realpath(target);
}
