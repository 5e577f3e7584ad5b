import { type Dirent, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { byCodeUnit, type DiskFiles } from '../disk-files.ts';
import { errors } from '../errors.ts';
import type { Problem } from '../types.ts';
import { environmentMarkers, skippedFolders } from './folders.data.ts';
import { readTrackedPaths, type TrackedPaths } from './git-index.ts';
import type { PathTest } from './globs.ts';
import { createIgnoreRules, noRules, type RuleChain } from './ignore-rules.ts';

/** One entry that the walk looks at. */
export interface Visit {
  /** Relative to the root, with `/`. */
  readonly path: string;
  readonly name: string;
  readonly kind: 'file' | 'link' | 'other';
}

/** What a walk is told. */
export interface WalkOptions {
  readonly maxFiles: number;
  /** Asked before each folder; true ends the walk. */
  readonly isOver: () => boolean;
  readonly exclude: PathTest | undefined;
  /** Whether an entry is worth a word; the costly questions are asked only then. */
  readonly wants: (path: string) => boolean;
  /** A folder that is not walked into. */
  readonly onSkipped: (path: string, name: string) => void;
  /** A wanted file that the rules of `by` leave out, or a folder (with a closing slash) that the project's own rules do. */
  readonly onIgnored?: (path: string, by: string) => void;
}

/** What a walk found. */
export interface WalkResult {
  /** Wanted entries, sorted by path. */
  readonly visits: readonly Visit[];
  /** Entries looked at. */
  readonly walked: number;
  readonly problems: readonly Problem[];
}

const gitName = '.gitignore';
const ownName = '.maximusignore';

interface Rules {
  readonly git: RuleChain;
  readonly own: RuleChain;
}

/**
 * Walks a tree once, names sorted, and gives the entries that are wanted and that no rule leaves out: `.gitignore`
 * (files that git tracks are read all the same), `.maximusignore`, excludes, and folders of other people's code. Links to
 * folders are not followed; one that leaves the root is reported.
 */
export async function walkTree(files: DiskFiles, options: WalkOptions): Promise<WalkResult> {
  const tracked = createTracked(files.root);
  const gitRules = createIgnoreRules(files, gitName);
  const ownRules = createIgnoreRules(files, ownName);
  const visits: Visit[] = [];
  const problems: Problem[] = [];
  let walked = 0;
  let over = false;

  const stop = (folder: string, what: string) => {
    over = true;
    problems.push({
      error: errors.limit_reached(`${what}; the rest of the tree was not looked at`, { file: folder || '.' }),
    });
  };

  const giveWay = createPause();
  const walk = async (folder: string, outer: Rules): Promise<void> => {
    if (options.isOver()) return stop(folder, 'the time for the scan is over (maxMs)');
    await giveWay();
    const entries = readFolder(files.root, folder, problems);
    const names = new Set(entries.map((entry) => entry.name));
    if (folder !== '' && environmentMarkers.some((marker) => names.has(marker))) return;
    const rules = {
      git: await gitRules.enter(folder, names, outer.git),
      own: await ownRules.enter(folder, names, outer.own),
    };
    for (const entry of entries) {
      if (++walked > options.maxFiles) return stop(folder, `more than ${options.maxFiles} entries (maxFiles)`);
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) {
        if (!isLeftOut(path, entry.name)) await walk(path, rules);
        if (over) return;
        continue;
      }
      const isLink = entry.isSymbolicLink();
      if (!(isLink || options.wants(path)) || options.exclude?.(path)) continue;
      const by = ignoredBy(path, rules, tracked);
      if (by !== undefined) {
        if (options.wants(path)) options.onIgnored?.(path, by);
      } else if (isLink) await visitLink(path, entry.name);
      else visits.push({ path, name: entry.name, kind: entry.isFile() ? 'file' : 'other' });
    }

    function isLeftOut(path: string, name: string): boolean {
      if (skippedFolders.has(name)) {
        if (!options.exclude?.(path)) options.onSkipped(path, name);
        return true;
      }
      if (options.exclude?.(path) === true) return true;
      const by = ignoredBy(`${path}/`, rules, tracked);
      if (by === ownName) options.onIgnored?.(`${path}/`, by);
      return by !== undefined;
    }
  };

  const visitLink = async (path: string, name: string) => {
    const target = await files.target(path);
    const wanted = options.wants(path);
    if (!target.ok) {
      // A link that leads nowhere matters only where its name promises something.
      if (target.error.code === 'inventory.path_escape' || wanted) problems.push({ error: target.error });
    } else if (wanted && (await files.exists(path))) visits.push({ path, name, kind: 'link' });
  };

  await walk('', { git: noRules, own: noRules });
  for (const file of [...gitRules.refused, ...ownRules.refused]) {
    problems.push({ error: errors.limit_reached('more rules, or costlier ones, than are applied', { file }) });
  }
  return { visits, walked, problems };
}

/** Folders between two pauses: about 10 ms of work. */
const foldersInARow = 128;

/** Lets other work of the process run now and then: the calls of a walk are synchronous. */
function createPause(): () => Promise<void> | undefined {
  let folders = 0;
  return () => (++folders % foldersInARow === 0 ? new Promise((resolve) => setImmediate(resolve)) : undefined);
}

/** Reads the index with the first path that a rule leaves out. */
function createTracked(root: string): () => TrackedPaths | undefined {
  let read: { readonly paths: TrackedPaths | undefined } | undefined;
  return () => {
    read ??= { paths: readTrackedPaths(root) };
    return read.paths;
  };
}

/** The kind of rule file that leaves a path out; a folder ends with `/`. */
function ignoredBy(path: string, rules: Rules, tracked: () => TrackedPaths | undefined): string | undefined {
  if (rules.own.ignores(path)) return ownName;
  if (!rules.git.ignores(path)) return undefined;
  const isTracked = path.endsWith('/') ? tracked()?.hasBelow(path.slice(0, -1)) : tracked()?.has(path);
  return isTracked === true ? undefined : gitName;
}

function readFolder(root: string, folder: string, problems: Problem[]): Dirent[] {
  try {
    const entries = readdirSync(join(root, folder), { withFileTypes: true });
    return entries.sort((a, b) => byCodeUnit(a.name, b.name));
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown error';
    problems.push({ error: errors.unreadable(`the folder cannot be read (${code})`, { file: folder || '.' }, cause) });
    return [];
  }
}
