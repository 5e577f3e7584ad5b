import { randomUUID } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { errors } from '../errors.ts';
import { diskRoom, leastFreeBytes } from '../platform/disk-check.ts';

/** Makes the data directory (0700) and proves that it can be written. Throws `server.data_dir` and `server.disk_full`. */
export async function openDataDir(folder: string): Promise<void> {
  const probe = join(folder, `.probe-${randomUUID()}`);
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await writeFile(probe, 'maximus');
    await rm(probe);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === 'ENOSPC') throw errors.disk_full(`the disk of ${folder} is full`, { folder }, cause);
    throw errors.data_dir(`cannot write the data directory ${folder}: ${code ?? String(cause)}`, { folder }, cause);
  }
  const { freeBytes } = await diskRoom(folder);
  if (freeBytes < leastFreeBytes) {
    const free = Math.floor(freeBytes / 1024 ** 2);
    throw errors.disk_full(`the disk of ${folder} has ${free} MiB left`, { folder });
  }
}
