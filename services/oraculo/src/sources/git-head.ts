import { readFile, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';

const maxBytes = 1 << 20;

/** What a working tree stands on. */
export interface GitHead {
  readonly commit: string;
  /** Name of the branch; absent for a detached head. */
  readonly ref?: string;
}

/**
 * Reads commit and branch of the git repository that holds a folder, from its files alone: no program is run, so that
 * nothing in the repository's configuration can be. `undefined` where there is no git or it cannot be read.
 */
export async function readGitHead(folder: string): Promise<GitHead | undefined> {
  const gitDir = await findGitDir(folder);
  if (gitDir === undefined) return undefined;
  const head = await textOf(join(gitDir, 'HEAD'));
  if (head === undefined) return undefined;
  const named = /^ref: (refs\/[^\s]{1,240})$/.exec(head.trim());
  if (named === null) return isCommit(head.trim()) ? { commit: head.trim() } : undefined;
  const [, ref = ''] = named;
  if (ref.includes('..')) return undefined;
  const common = (await textOf(join(gitDir, 'commondir')))?.trim();
  const refsDir = common === undefined ? gitDir : resolve(gitDir, common);
  const loose = (await textOf(join(refsDir, ref)))?.trim();
  const commit = loose ?? (await packed(refsDir, ref));
  if (commit === undefined || !isCommit(commit)) return undefined;
  return { commit, ref: ref.replace(/^refs\/heads\//, '') };
}

/** The top of the git work tree that holds a folder; `undefined` without git. Real path where `folder` is one. */
export async function findWorkTree(folder: string): Promise<string | undefined> {
  for (let at = resolve(folder), depth = 0; depth < 64; at = dirname(at), depth += 1) {
    if ((await stat(join(at, '.git')).catch(absent)) !== undefined) return at;
    if (dirname(at) === at) return undefined;
  }
  return undefined;
}

async function findGitDir(folder: string): Promise<string | undefined> {
  for (let at = resolve(folder), depth = 0; depth < 64; at = dirname(at), depth += 1) {
    const dotGit = join(at, '.git');
    const found = await stat(dotGit).catch(absent);
    if (found?.isDirectory()) return dotGit;
    if (found?.isFile()) {
      const pointer = /^gitdir: (.{1,4096})$/.exec(((await textOf(dotGit)) ?? '').trim());
      return pointer?.[1] === undefined ? undefined : resolve(at, pointer[1]);
    }
    if (dirname(at) === at) return undefined;
  }
  return undefined;
}

async function packed(gitDir: string, ref: string): Promise<string | undefined> {
  const text = await textOf(join(gitDir, 'packed-refs'));
  const line = text?.split('\n').find((each) => each.endsWith(` ${ref}`));
  return line?.slice(0, line.indexOf(' '));
}

async function textOf(path: string): Promise<string | undefined> {
  const found = await stat(path).catch(absent);
  if (found === undefined || !found.isFile() || found.size > maxBytes) return undefined;
  return readFile(path, 'utf8').catch(absent);
}

function isCommit(text: string): boolean {
  return /^[0-9a-f]{40}$|^[0-9a-f]{64}$/.test(text);
}

/** Whatever cannot be read tells nothing about the commit; the inventory itself says what is wrong with the folder. */
function absent(): undefined {
  return undefined;
}
