import { constants } from 'node:fs';
import { copyFile, lstat, mkdir, readdir, readlink, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, isAbsolute, join, sep } from 'node:path';
import { fail, ok, type Result } from '@maximus/kernel';
import { errors } from '../errors.ts';
import type { ArenaLimits } from './limits.ts';
import type { ArenaEdit } from './types.ts';

/** A copy of a project, and what of it did not come along. */
export interface Materialised {
  readonly files: number;
  readonly bytes: number;
  /** Paths with the reason, at most `maxNotes`. */
  readonly leftOut: readonly string[];
}

const maxNotes = 200;
const maxDepth = 100;
/** History and what tools have put there: a tree is built from its commit, its lock file and nothing else. */
const neverCopied: ReadonlySet<string> = new Set(['.git', '.hg', '.svn', '.venv', '__pycache__', 'node_modules']);

/**
 * Copies a project for a run: regular files and folders, and links that stay inside; nothing is followed out of it. Devices,
 * sockets, absolute and leaving links, version control and installed packages are left out. Past the bounds of arena.md §10 it
 * is `arena.tree_too_large`.
 */
export async function materialise(
  from: string,
  to: string,
  limits: Pick<ArenaLimits, 'treeBytes' | 'treeFiles'>,
  signal?: AbortSignal,
): Promise<Result<Materialised>> {
  const copy = new TreeCopy(await realpath(from), limits, signal);
  const refused = await copy.folder('', to, 0);
  if (refused !== undefined) return fail(errors.tree_too_large(refused, { file: from }));
  const { files, bytes, leftOut } = copy;
  return ok({ files, bytes, leftOut });
}

class TreeCopy {
  files = 0;
  bytes = 0;
  readonly leftOut: string[] = [];
  readonly #root: string;
  readonly #limits: Pick<ArenaLimits, 'treeBytes' | 'treeFiles'>;
  readonly #signal: AbortSignal | undefined;

  constructor(root: string, limits: Pick<ArenaLimits, 'treeBytes' | 'treeFiles'>, signal: AbortSignal | undefined) {
    this.#root = root;
    this.#limits = limits;
    this.#signal = signal;
  }

  /** Copies one folder; returns why the copy must end, if it must. */
  async folder(path: string, to: string, depth: number): Promise<string | undefined> {
    if (depth > maxDepth) return `folders are nested more than ${maxDepth} deep`;
    this.#signal?.throwIfAborted();
    await mkdir(to, { recursive: true });
    for (const entry of await readdir(join(this.#root, path), { withFileTypes: true })) {
      const inner = path === '' ? entry.name : `${path}/${entry.name}`;
      const target = join(to, entry.name);
      if (neverCopied.has(entry.name)) this.#note(inner, 'version control or installed packages');
      else if (entry.isDirectory()) {
        const refused = await this.folder(inner, target, depth + 1);
        if (refused !== undefined) return refused;
      } else if (entry.isFile()) {
        const refused = await this.#file(inner, target);
        if (refused !== undefined) return refused;
      } else if (entry.isSymbolicLink()) await this.#link(inner, target);
      else this.#note(inner, 'neither a file nor a folder nor a link');
    }
    return undefined;
  }

  async #file(path: string, to: string): Promise<string | undefined> {
    const source = join(this.#root, path);
    const { size } = await lstat(source);
    this.files += 1;
    this.bytes += size;
    if (this.files > this.#limits.treeFiles) return `the tree has more than ${this.#limits.treeFiles} files`;
    if (this.bytes > this.#limits.treeBytes) return `the tree is larger than ${this.#limits.treeBytes} bytes`;
    await copyFile(source, to, constants.COPYFILE_FICLONE | constants.COPYFILE_EXCL);
    return undefined;
  }

  async #link(path: string, to: string): Promise<void> {
    const source = join(this.#root, path);
    const text = await readlink(source);
    if (isAbsolute(text)) return this.#note(path, 'an absolute link');
    try {
      const real = await realpath(source);
      if (real !== this.#root && !real.startsWith(this.#root + sep))
        return this.#note(path, 'a link that leaves the project');
    } catch (error) {
      return this.#note(path, `a link that leads nowhere (${(error as NodeJS.ErrnoException).code ?? 'error'})`);
    }
    this.files += 1;
    await symlink(text, to);
  }

  #note(path: string, why: string): void {
    if (this.leftOut.length < maxNotes) this.leftOut.push(`${path}: ${why}`);
  }
}

/**
 * Writes the edits of a plan into a materialised tree. A name that climbs, that stands in version control, or that a link of the
 * tree would lead elsewhere is `arena.edit_refused`.
 */
export async function applyEdits(folder: string, edits: readonly ArenaEdit[]): Promise<Result<void>> {
  for (const { file, bytes } of edits) {
    const why = await whyRefused(folder, file);
    if (why !== undefined) return fail(errors.edit_refused(`${JSON.stringify(file.slice(0, 200))} ${why}`));
    const path = join(folder, file);
    const was = await modeOf(path);
    await rm(path, { force: true });
    if (bytes === null) continue;
    await mkdir(dirname(path), { recursive: true });
    // A program stays one: its tests may start it by name.
    await writeFile(path, bytes, { flag: 'wx', ...(was !== undefined && { mode: was }) });
  }
  return ok(undefined);
}

async function modeOf(path: string): Promise<number | undefined> {
  try {
    return (await lstat(path)).mode & 0o777;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

async function whyRefused(folder: string, file: string): Promise<string | undefined> {
  const parts = file.split('/');
  if (
    file.includes('\0') ||
    file.includes('\\') ||
    parts.some((part) => part === '' || part === '.' || part === '..')
  ) {
    return 'is no plain path below the project';
  }
  if (parts.some((part) => neverCopied.has(part))) return 'is not part of the tree that a run is made from';
  for (let count = 1; count <= parts.length; count += 1) {
    const found = await lstat(join(folder, ...parts.slice(0, count))).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined;
      throw error;
    });
    if (found === undefined) return undefined;
    if (found.isSymbolicLink()) return 'goes through a link';
    if (count < parts.length && !found.isDirectory()) return 'goes through a file';
    if (count === parts.length && !found.isFile()) return 'is no regular file';
  }
  return undefined;
}
