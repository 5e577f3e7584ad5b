import { createHash } from 'node:crypto';
import { chmod, mkdir, readFile, realpath, rename, stat, writeFile } from 'node:fs/promises';
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
}

const pointerName = 'postgres.json';
/** Passable for every user, whatever the modes of the data directory and of the checkout. */
const systemRoot = '/var/lib/maximus';

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
    const home = await rootHome(dataDir);
    for (const folder of [systemRoot, home]) {
      await mkdir(folder, { recursive: true, mode: 0o755 });
      // Not left to the umask, and opened again when an older start or a person closed it.
      await chmod(folder, 0o755);
    }
    return { ...layout(home), programs: systemRoot, user: (await ownerOf(layout(home).data)) ?? user };
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

/** The pointer wins over the hash, so that a data directory that was moved still finds its cluster. */
async function rootHome(dataDir: string): Promise<string> {
  const path = join(dataDir, pointerName);
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (text !== undefined) return homeIn(text, path);
  const hash = createHash('sha256')
    .update(await realpath(dataDir))
    .digest('hex')
    .slice(0, 16);
  const home = join(systemRoot, hash);
  await writeFile(`${path}.new`, `${JSON.stringify({ home })}\n`, { mode: 0o600 });
  await rename(`${path}.new`, path);
  return home;
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
  if (typeof home !== 'string' || !/^\/var\/lib\/maximus\/[0-9a-f]{16}$/.test(home)) {
    throw errors.embedded_folder(`${path} must hold {"home": "${systemRoot}/<16 hex digits>"}`);
  }
  return home;
}
