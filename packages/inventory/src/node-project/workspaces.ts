import { treePath } from '../tree-path.ts';
import type { ProjectFiles } from '../types.ts';

/** Folders that are looked into for one project; past it the rest of the workspaces is not known. */
const maxFolders = 20_000;
const maxPatterns = 500;
const skipped = new Set(['node_modules/', '.git/']);

/** The workspace folders of a project, and whether the limit cut the search short. */
export interface Workspaces {
  /** Relative to the root of the scan, sorted. */
  readonly folders: readonly string[];
  readonly truncated: boolean;
}

/**
 * The folders below `root` that have a package.json and match `patterns`: `*` and `?` within a name, `**` for any
 * depth, `{a,b}`, and `!` to leave folders out again. A pattern that leaves the tree matches nothing.
 */
export async function expandWorkspaces(
  files: ProjectFiles,
  root: string,
  patterns: readonly string[],
): Promise<Workspaces> {
  const { default: picomatch } = await import('picomatch');
  const walk = new FolderWalk(files);
  const found = new Set<string>();
  const leftOut: string[] = [];
  for (const pattern of patterns.slice(0, maxPatterns)) {
    if (pattern.startsWith('!')) leftOut.push(pattern.slice(1));
    else for (const folder of await walk.expand(root, pattern, picomatch)) found.add(folder);
  }
  const excluded = leftOut.map((pattern) => picomatch(trimPattern(pattern)));
  const folders: string[] = [];
  for (const folder of [...found].sort()) {
    const relative = root === '' ? folder : folder.slice(root.length + 1);
    if (folder === root || excluded.some((matches) => matches(relative))) continue;
    if (await files.exists(`${folder}/package.json`)) folders.push(folder);
  }
  return { folders, truncated: walk.exhausted || patterns.length > maxPatterns };
}

type Picomatch = (pattern: string) => (text: string) => boolean;

class FolderWalk {
  readonly #files: ProjectFiles;
  #left = maxFolders;

  constructor(files: ProjectFiles) {
    this.#files = files;
  }

  get exhausted(): boolean {
    return this.#left <= 0;
  }

  /** Follows the pattern folder by folder, so that only what can match is listed. */
  async expand(root: string, pattern: string, picomatch: Picomatch): Promise<readonly string[]> {
    const segments = trimPattern(pattern).split('/');
    let folders: readonly string[] = [root];
    for (const segment of segments) {
      if (segment === '**') folders = await this.#below(folders);
      else if (isPlain(segment))
        folders = folders.flatMap((folder) => treePath(`${folder}/x`.replace(/^\//, ''), segment) ?? []);
      else folders = await this.#children(folders, picomatch(segment));
    }
    return folders;
  }

  async #children(folders: readonly string[], matches: (name: string) => boolean): Promise<string[]> {
    const children: string[] = [];
    for (const folder of folders) {
      for (const name of await this.#list(folder)) {
        if (matches(name)) children.push(folder === '' ? name : `${folder}/${name}`);
      }
    }
    return children;
  }

  async #below(folders: readonly string[]): Promise<string[]> {
    const all = [...folders];
    const open = [...folders];
    for (let folder = open.pop(); folder !== undefined; folder = open.pop()) {
      const children = await this.#children([folder], () => true);
      for (const child of children) {
        all.push(child);
        open.push(child);
      }
    }
    return all;
  }

  async #list(folder: string): Promise<string[]> {
    if (this.#left <= 0) return [];
    const names = await this.#files.list(folder);
    const folders = names.filter((name) => name.endsWith('/') && !skipped.has(name)).map((name) => name.slice(0, -1));
    this.#left -= folders.length + 1;
    return folders;
  }
}

function trimPattern(pattern: string): string {
  let text = pattern.replaceAll('\\', '/');
  while (text.startsWith('./')) text = text.slice(2);
  while (text.endsWith('/')) text = text.slice(0, -1);
  return text;
}

function isPlain(segment: string): boolean {
  for (const sign of '*?[]{}()!+@')
    if (segment.includes(sign) && !(sign === '@' && segment.startsWith('@'))) return false;
  return true;
}
