import { expect, it } from 'vitest';
import { realCounts } from '../testing/real-counts.data.ts';
import { countsOf, readRealFiles } from '../testing/real-files.ts';
import { unpackTestData } from '../testing/test-data.ts';
import { bunLock } from './index.ts';

const folder = unpackTestData('projects.tar.gz');

it.skipIf(folder === undefined)('counts what an independent count finds (needs projects.tar.gz)', async () => {
  const files = await readRealFiles(folder ?? '', 'bun', bunLock);
  expect(files).toHaveLength(2);
  for (const { file, parsed } of files) {
    expect([file, countsOf(parsed)]).toEqual([file, realCounts[file]]);
    expect(parsed.problems.map(({ error }) => error.message)).toEqual([]);
  }
});
