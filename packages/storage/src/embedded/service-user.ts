import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { errors } from '../errors.ts';

/** The operating-system user that runs PostgreSQL when this process is root, because PostgreSQL refuses to be root. */
export interface ServiceUser {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

const run = promisify(execFile);
const own = 'maximus';
/** In order of preference; a system account of a packaged PostgreSQL serves as well, since each cluster has its own files. */
const candidates = [own, 'postgres'];
/** Debian, Red Hat and SUSE know the first, Alpine's busybox the second. */
const makers: readonly (readonly [string, readonly string[]])[] = [
  ['useradd', ['--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin', own]],
  ['adduser', ['-S', '-D', '-H', '-s', '/sbin/nologin', own]],
];

/**
 * The user that runs PostgreSQL for root: `maximus` or `postgres` where one exists, else a system account `maximus` that
 * is made now. `undefined` when this process is not root and runs PostgreSQL itself. Fails with `storage.embedded_folder`.
 */
export async function serviceUser(): Promise<ServiceUser | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const found = await find();
  if (found !== undefined) return found;
  const failures: string[] = [];
  for (const [program, args] of makers) {
    try {
      await run(program, [...args]);
    } catch (error) {
      failures.push(`${program}: ${error instanceof Error ? error.message.trim() : String(error)}`);
    }
    // Another start may have made it at the same moment, so a failed maker is no proof that it is missing.
    const made = await find();
    if (made !== undefined) return made;
  }
  throw errors.embedded_folder(
    `PostgreSQL does not run as root, and the system user "${own}" cannot be made (${failures.join('; ')})`,
  );
}

async function find(): Promise<ServiceUser | undefined> {
  const lines = (await readFile('/etc/passwd', 'utf8')).split('\n');
  for (const name of candidates) {
    const fields = lines.find((line) => line.startsWith(`${name}:`))?.split(':');
    const uid = Number(fields?.[2]);
    const gid = Number(fields?.[3]);
    if (Number.isInteger(uid) && Number.isInteger(gid) && uid > 0) return { name, uid, gid };
  }
  return undefined;
}
