import { chmod, chown, lchown, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Every folder of a run begins with it and the process that made it, so that what a killed server left can be told. */
const prefix = 'maximus-arena-';

/** Begins the name of every folder that this process makes for a run. */
export function runFolderPrefix(): string {
  return `${prefix}${process.pid}-`;
}

/** Private places of one command, outside its work folder. */
export interface RunFolder {
  readonly root: string;
  readonly home: string;
  readonly etc: string;
  readonly etcFiles: readonly string[];
  remove(): Promise<void>;
}

/** Makes home and the few files of `/etc` that programs look for; home belongs to `uid` where one is given. */
export async function makeRunFolder(uid: number | undefined): Promise<RunFolder> {
  const root = await mkdtemp(join(tmpdir(), runFolderPrefix()));
  // The sandbox's user passes through to what is bound from below; nothing in it is secret.
  await chmod(root, 0o711);
  const home = join(root, 'home');
  const etc = join(root, 'etc');
  await mkdir(home, { mode: 0o700 });
  await mkdir(etc, { mode: 0o755 });
  const id = uid ?? process.getuid?.() ?? 65_534;
  const files: Record<string, string> = {
    passwd: `job:x:${id}:${id}:job:/home/job:/bin/sh\n`,
    group: `job:x:${id}:\n`,
    hosts: '127.0.0.1 localhost arena\n::1 localhost\n',
    'nsswitch.conf': 'passwd: files\ngroup: files\nhosts: files\n',
  };
  for (const [name, text] of Object.entries(files)) await writeFile(join(etc, name), text, { mode: 0o644 });
  if (uid !== undefined) await chown(home, uid, uid);
  return {
    root,
    home,
    etc,
    etcFiles: Object.keys(files),
    remove: () => rm(root, { recursive: true, force: true, maxRetries: 3 }),
  };
}

/** Gives a tree to a user; links themselves are given, never what they point to. */
export async function giveTree(folder: string, uid: number): Promise<void> {
  await lchown(folder, uid, uid);
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) await giveTree(path, uid);
    else await lchown(path, uid, uid);
  }
}

/** Removes the folders of processes that are gone; returns how many. Called once at start (arena.md §10). */
export async function sweepRunFolders(folder: string = tmpdir()): Promise<number> {
  let swept = 0;
  for (const name of await readdir(folder)) {
    if (!name.startsWith(prefix) || isAlive(Number.parseInt(name.slice(prefix.length), 10))) continue;
    await rm(join(folder, name), { recursive: true, force: true, maxRetries: 3 });
    swept += 1;
  }
  return swept;
}

/** Whether a process of this machine is there. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
