import { inFolder, treePath } from '../tree-path.ts';
import type { ProjectFiles } from '../types.ts';
import { expandBraces } from './braces.ts';
import { compileName, type Effort } from './segment.ts';

/** How a tool reads its patterns. */
export interface FolderPatterns {
  /** `{a,b}` stands for several patterns. */
  readonly braces: boolean;
  /** A wildcard takes names that begin with a dot. */
  readonly dots: boolean;
  /** Names of folders that no wildcard takes. */
  readonly without?: readonly string[];
}

/** The folders that patterns mean. */
export interface FoundFolders {
  /** Relative to the scanned root, sorted; whether they exist is known only of those that a wildcard found. */
  readonly folders: readonly string[];
  /** More folders than are looked into: the rest is not known. */
  readonly truncated: boolean;
  /** Patterns that are not understood, the first few. */
  readonly unread: readonly string[];
}

/** Folders that are looked into for one project; past it the rest is not known. */
const maxFolders = 20_000;
/** Steps of comparing names with patterns for one project. */
const maxEffort = 50_000_000;
const maxPatterns = 500;
const maxSegments = 64;
const maxShown = 3;

/**
 * The folders below `root` that match one of `patterns`: `*`, `?` and `[…]` within a name, `**` for any depth. A pattern
 * that leaves the tree matches nothing. Time and number of folders are bounded, whatever the patterns.
 */
export async function findFolders(
  files: ProjectFiles,
  root: string,
  patterns: readonly string[],
  how: FolderPatterns,
): Promise<FoundFolders> {
  const search = new FolderSearch(files, how);
  const found = new Set<string>();
  const unread: string[] = [];
  for (const pattern of patterns.slice(0, maxPatterns)) {
    const paths = splitPatterns(pattern, how.braces);
    if (paths === undefined) unread.push(pattern);
    for (const path of paths ?? []) {
      const start = treePath(inFolder(root, 'x'), path);
      const folders = start === undefined ? [] : await search.expand(start);
      if (folders === undefined) unread.push(pattern);
      for (const folder of folders ?? []) found.add(folder);
    }
  }
  const truncated = search.exhausted || patterns.length > maxPatterns;
  return { folders: [...found].sort(), truncated, unread: unread.slice(0, maxShown) };
}

/** A pattern as paths; `undefined` for groups such as `!(a|b)`, ranges such as `{1..9}`, and for what no person writes. */
export function splitPatterns(pattern: string, braces: boolean): readonly string[] | undefined {
  if (pattern.length > 1000 || /[!+@?*]\(/.test(pattern)) return undefined;
  if (braces && /\{[^{}]*\.\.[^{}]*\}/.test(pattern)) return undefined;
  const paths = braces ? expandBraces(pattern) : [pattern];
  return paths?.some((path) => path.split('/').length > maxSegments) ? undefined : paths;
}

const wildcard = /[*?[]/;

class FolderSearch {
  readonly #files: ProjectFiles;
  readonly #how: FolderPatterns;
  readonly #effort: Effort = { left: maxEffort };
  readonly #names = new Map<string, readonly string[]>();
  #left = maxFolders;

  constructor(files: ProjectFiles, how: FolderPatterns) {
    this.#files = files;
    this.#how = how;
  }

  get exhausted(): boolean {
    return this.#left <= 0 || this.#effort.left < 0;
  }

  /** Follows the path segment by segment, so that only what can match is listed; `undefined` for no pattern. */
  async expand(path: string): Promise<readonly string[] | undefined> {
    let folders: readonly string[] = [''];
    let before = '';
    for (const segment of path === '' ? [] : path.split('/')) {
      if (segment === '**') folders = before === '**' ? folders : await this.#below(folders);
      else if (!wildcard.test(segment)) folders = folders.map((folder) => inFolder(folder, segment));
      else {
        const test = compileName(segment, this.#effort);
        if (test === undefined) return undefined;
        const dots = this.#how.dots || segment.startsWith('.');
        folders = await this.#children(folders, (name) => (dots || !name.startsWith('.')) && test(name));
      }
      before = segment;
    }
    return folders;
  }

  async #children(folders: readonly string[], matches: (name: string) => boolean): Promise<string[]> {
    const children: string[] = [];
    for (const folder of folders) {
      for (const name of await this.#list(folder)) if (matches(name)) children.push(inFolder(folder, name));
    }
    return children;
  }

  async #below(folders: readonly string[]): Promise<string[]> {
    const all = new Set(folders);
    for (const folder of all) for (const child of await this.#children([folder], () => true)) all.add(child);
    return [...all];
  }

  async #list(folder: string): Promise<readonly string[]> {
    const known = this.#names.get(folder);
    if (known !== undefined) return known;
    if (this.#left <= 0) return [];
    const entries = await this.#files.list(folder);
    const names = entries
      .filter((entry) => entry.endsWith('/'))
      .map((entry) => entry.slice(0, -1))
      .filter((name) => this.#how.without?.includes(name) !== true);
    this.#left -= names.length + 1;
    this.#names.set(folder, names);
    return names;
  }
}
