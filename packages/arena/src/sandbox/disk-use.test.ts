import { randomBytes } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { workFolder } from '../testing/work-folder.ts';
import { DiskWatch } from './disk-use.ts';

/** What is written cannot be made smaller, as some file systems do. */
const mib = 1 << 20;

it('sees what was written past the limit, also where others freed more of the disk meanwhile', async () => {
  await using beside = await workFolder();
  await using folder = await workFolder();
  const other = join(beside.path, 'other');
  await writeFile(other, randomBytes(96 * mib), { flush: true });
  const watch = new DiskWatch([folder.path], 8 * mib);
  await watch.start();
  await rm(other);
  await writeFile(join(folder.path, 'own'), randomBytes(32 * mib), { flush: true });
  await expect.poll(() => watch.isOver()).toBe(true);
});

it('raises no alarm for what others write', async () => {
  await using beside = await workFolder();
  await using folder = await workFolder({ own: 'x' });
  const watch = new DiskWatch([folder.path], 8 * mib);
  await watch.start();
  await writeFile(join(beside.path, 'other'), randomBytes(32 * mib), { flush: true });
  expect(await watch.isOver()).toBe(false);
  await writeFile(join(folder.path, 'own'), randomBytes(4 * mib), { flush: true });
  expect(await watch.isOver()).toBe(false);
});
