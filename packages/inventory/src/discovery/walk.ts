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
}

/** What a walk found. */
export interface WalkResult {
  /** Wanted entries, sorted by path. */
  readonly visits: readonly Visit[];
  /** Entries looked at. */
  readonly walked: number;
  readonly problems: readonly Problem[];
}

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
  const tracked = await readTrackedPaths(files.root);
  const gitRules = createIgnoreRules(files, '.gitignore');
  const ownRules = createIgnoreRules(files, '.maximusignore');
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
      if (!(isLink || options.wants(path)) || options.exclude?.(path) || isIgnored(path, false, rules, tracked))
        continue;
      if (isLink) await visitLink(path, entry.name);
      else visits.push({ path, name: entry.name, kind: entry.isFile() ? 'file' : 'other' });
    }

    function isLeftOut(path: string, name: string): boolean {
      if (skippedFolders.has(name)) {
        if (!options.exclude?.(path)) options.onSkipped(path, name);
        return true;
      }
      return options.exclude?.(path) === true || isIgnored(path, true, rules, tracked);
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
  return { visits, walked, problems };
}

/** Folders between two pauses: about 10 ms of work. */
const foldersInARow = 128;

/** Lets other work of the process run now and then: the calls of a walk are synchronous. */
function createPause(): () => Promise<void> | undefined {
  let folders = 0;
  return () => (++folders % foldersInARow === 0 ? new Promise((resolve) => setImmediate(resolve)) : undefined);
}

function isIgnored(path: string, isFolder: boolean, rules: Rules, tracked: TrackedPaths | undefined): boolean {
  const asked = isFolder ? `${path}/` : path;
  if (rules.own.ignores(asked)) return true;
  if (!rules.git.ignores(asked)) return false;
  return !(isFolder ? tracked?.hasBelow(path) : tracked?.has(path));
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
