import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { mapAt, parseYaml, textAt } from '../block-yaml/index.ts';
import { realCounts } from '../testing/real-counts.data.ts';
import { countsOf, readRealFiles } from '../testing/real-files.ts';
import { unpackTestData } from '../testing/test-data.ts';
import { pnpmLock } from './index.ts';

const folder = unpackTestData('projects.tar.gz');
/** Marked for development, yet `@mui/lab`, which production asks for, is locked with an edge to it: the graph is right. */
const staleFlags = ['/date-fns/2.28.0'];
const kinds = ['pnpm-lock-5.3', 'pnpm-lock-5.4', 'pnpm-lock-6.0', 'pnpm-lock-6.1', 'pnpm-lock-9.0'];

it.skipIf(folder === undefined)('counts what an independent count finds (needs projects.tar.gz)', async () => {
  let seen = 0;
  for (const kind of kinds) {
    for (const { file, parsed } of await readRealFiles(folder ?? '', kind, pnpmLock)) {
      seen++;
      expect([file, countsOf(parsed)]).toEqual([file, realCounts[file]]);
      expect(parsed.problems.map(({ error }) => error.message)).toEqual([]);
    }
  }
  expect(seen).toBe(7);
});

it.skipIf(folder === undefined)(
  'reaches for production what pnpm 5 and 6 did not mark as development (needs projects.tar.gz)',
  async () => {
    for (const kind of kinds.slice(0, 4)) {
      for (const { file, parsed } of await readRealFiles(folder ?? '', kind, pnpmLock)) {
        const document = await parseYaml(file, readFileSync(join(folder ?? '', file), 'utf8'));
        const packages = document.ok ? mapAt(document.value, 'packages') : undefined;
        const wrong = parsed.components.filter(
          ({ key, scope }) => (scope === 'dev') !== (textAt(mapAt(packages, key), 'dev') === 'true'),
        );
        expect([file, wrong.map(({ key }) => key).filter((key) => !staleFlags.includes(key))]).toEqual([file, []]);
      }
    }
  },
);
