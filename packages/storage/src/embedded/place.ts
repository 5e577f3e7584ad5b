import { createHash, randomBytes } from 'node:crypto';
import { chmod, mkdir, readdir, readFile, realpath, rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { errors } from '../errors.ts';
import { linksCanBeMade } from './locate-binaries.ts';
import { type ServiceUser, serviceUser } from './service-user.ts';

/** Where the files of one embedded PostgreSQL lie, and who runs it. */
export interface Place {
  /** Holds everything of this cluster: `data`, `password`, `lock`, `log`. */
  readonly home: string;
  readonly data: string;
  readonly passwordFile: string;
  readonly lockFile: string;
  readonly logFile: string;
  /** Where the programs are copied to; absent: they run where they were installed. */
  readonly programs?: string;
  /** Present when this process is root. */
  readonly user?: ServiceUser;
  /** The place of a database that a data directory of this path had before it was removed. */
  readonly former?: Pick<Place, 'home' | 'data' | 'lockFile'>;
}

const pointerName = 'postgres.json';
/** Passable for every user, whatever the modes of the data directory and of the checkout. */
const systemRoot = '/var/lib/maximus';
const homePattern = /^\/var\/lib\/maximus\/[0-9a-f]{16}$/;
/** In each place of root's: the path of the data directory that it belongs to. */
const dataDirNote = 'data-dir';

/**
 * Decides the place for a data directory, which is created (0700) when missing. As an ordinary user it lies in the data
 * directory itself. As root, programs and data go below `/var/lib/maximus`, because neither may lie below a closed
 * folder, and `postgres.json` in the data directory says where. Fails with `storage.embedded_folder`.
 */
export async function findPlace(dataDir: string): Promise<Place> {
  try {
    await mkdir(dataDir, { recursive: true, mode: 0o700 });
    const user = await serviceUser();
    if (user === undefined) {
      const home = await realpath(dataDir);
      const place = layout(join(home, 'postgres'));
      await mkdir(place.home, { recursive: true, mode: 0o700 });
      return (await linksCanBeMade()) ? place : { ...place, programs: place.home };
    }
    const { home, former } = await rootHome(dataDir);
    for (const folder of [systemRoot, home]) {
      await mkdir(folder, { recursive: true, mode: 0o755 });
      // Not left to the umask, and opened again when an older start or a person closed it.
      await chmod(folder, 0o755);
    }
    await noteDataDir(home, await realpath(dataDir));
    return {
      ...layout(home),
      programs: systemRoot,
      user: (await ownerOf(layout(home).data)) ?? user,
      ...(former !== undefined && { former: layout(former) }),
    };
  } catch (error) {
    if ((error as { name?: string }).name === 'AppError') throw error;
    const text = error instanceof Error ? error.message : String(error);
    throw errors.embedded_folder(`cannot use ${dataDir} for the embedded PostgreSQL: ${text}`, {}, error);
  }
}

function layout(home: string): Place {
  return {
    home,
    data: join(home, 'data'),
    passwordFile: join(home, 'password'),
    lockFile: join(home, 'lock'),
    logFile: join(home, 'log'),
  };
}

/** Data that is there is run by the user that owns it, also when a user of higher preference was made since. */
async function ownerOf(data: string): Promise<ServiceUser | undefined> {
  const owner = await stat(data).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  return owner === undefined || owner.uid === 0
    ? undefined
    : { name: `uid ${owner.uid}`, uid: owner.uid, gid: owner.gid };
}

/**
 * The pointer wins over the hash, so that a data directory that was moved still finds its cluster. A data directory that was
 * removed and made anew is a new one: what the former one had is left where it is, and told of.
 */
async function rootHome(dataDir: string): Promise<{ readonly home: string; readonly former?: string }> {
  const path = join(dataDir, pointerName);
  const text = await readIfThere(path);
  if (text !== undefined) return { home: homeIn(text, path) };
  const hash = createHash('sha256')
    .update(await realpath(dataDir))
    .digest('hex')
    .slice(0, 16);
  const former = join(systemRoot, hash);
  const isTaken = (await readIfThere(join(former, 'data', 'PG_VERSION'))) !== undefined;
  const kept = isTaken ? (await readdir(dataDir)).filter((name) => !name.startsWith('.')) : [];
  if (kept.length > 0) {
    throw errors.embedded_folder(
      `${path} is missing and ${dataDir} is not empty; the database of this folder lies in ${former}. To use it, write ` +
        `{"home": "${former}"} into ${path}; to begin with a new one, move that folder away`,
    );
  }
  const home = isTaken ? join(systemRoot, randomBytes(8).toString('hex')) : former;
  await writeFile(`${path}.new`, `${JSON.stringify({ home })}\n`, { mode: 0o600 });
  await rename(`${path}.new`, path);
  return isTaken ? { home, former } : { home };
}

/** Written beside the data, so that data whose directory is gone can be told apart from data that is used. */
async function noteDataDir(home: string, dataDir: string): Promise<void> {
  const path = join(home, dataDirNote);
  if ((await readIfThere(path)) !== dataDir) await writeFile(path, dataDir, { mode: 0o600 });
}

/** A database that nothing points to any more. */
export interface Abandoned {
  readonly home: string;
  /** The data directory that it belonged to. */
  readonly data_dir: string;
}

/** Databases of root below `/var/lib/maximus` whose data directory is gone, or has another one by now. */
export async function abandonedHomes(): Promise<readonly Abandoned[]> {
  const found: Abandoned[] = [];
  for (const name of await readdir(systemRoot)) {
    const home = join(systemRoot, name);
    const dataDir = homePattern.test(home) ? await readIfThere(join(home, dataDirNote)) : undefined;
    if (dataDir === undefined) continue;
    const pointer = join(dataDir, pointerName);
    const text = await readIfThere(pointer);
    if (text === undefined || !text.includes(`"${home}"`)) found.push({ home, data_dir: dataDir });
  }
  return found;
}

async function readIfThere(path: string): Promise<string | undefined> {
  return await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
    throw error;
  });
}

function homeIn(text: string, path: string): string {
  let home: unknown;
  try {
    home = (JSON.parse(text) as { home?: unknown } | null)?.home;
  } catch (cause) {
    throw errors.embedded_folder(
      `${path} is not JSON; it says where the embedded PostgreSQL keeps its data`,
      {},
      cause,
    );
  }
  if (typeof home !== 'string' || !homePattern.test(home)) {
    throw errors.embedded_folder(`${path} must hold {"home": "${systemRoot}/<16 hex digits>"}`);
  }
  return home;
}
