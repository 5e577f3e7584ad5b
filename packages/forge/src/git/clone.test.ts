import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { unwrap } from '@maximus/kernel';
import { expect, test } from 'vitest';
import { ForgeConfig } from '../config.ts';
import { localForge } from '../testing/ready-forge.ts';
import { edit, sampleDelivery } from '../testing/sample-delivery.ts';
import { testEstate } from '../testing/test-estate.ts';
import { cloneFolder } from './clone.ts';

const before = 'left-pad 1.0.0\n';
const delivery = (base: string) => sampleDelivery(base, [edit('deps.txt', before, 'left-pad 1.0.1\n')]);

test('a clone that was left half made is made again', async () => {
  await using estate = await testEstate({ 'deps.txt': before });
  const dir = cloneFolder(ForgeConfig.parse({ kind: 'local', origin: estate.origin, work_dir: estate.work }));
  await mkdir(dir, { recursive: true });
  await writeFile(join(dir, 'HEAD'), 'ref: refs/heads/none\n');
  const forge = await localForge(estate);
  expect(unwrap(await forge.deliver(delivery(estate.base)))).toMatchObject({ state: 'branch_pushed', created: true });
  expect((await readdir(dirname(dir))).sort()).toEqual([basename(dir), 'home']);
});
