import { frozenClock } from '@maximus/kernel';
import { matcherOfFlaws } from '@maximus/remediation/testing';
import { expect, it } from 'vitest';
import { workFolder } from '../testing/work-folder.ts';
import { scanTree, whyStale } from './tree-report.ts';

const dayMs = 86_400_000;
const { index } = matcherOfFlaws([{ id: 'T-1', name: 'bad', fixed: '1.0.1' }]);
const lock = JSON.stringify({
  name: 'app',
  lockfileVersion: 3,
  packages: { '': { name: 'app', dependencies: { bad: '1.0.0' } }, 'node_modules/bad': { version: '1.0.0' } },
});

it.each([
  ['by the limit of a scan where none is named', undefined, true],
  ['within the limit that is named', 30 * dayMs, false],
  ['past the limit that is named', dayMs, true],
])('an index of ten days is judged %s', async (_name, maxIndexAgeMs, isStale) => {
  await using tree = await workFolder({ 'package.json': '{"name":"app"}', 'package-lock.json': lock });
  const clock = frozenClock(Date.parse(index.manifest.builtAt) + 10 * dayMs);
  const { report } = await scanTree(tree.path, { index, maxIndexAgeMs, clock, version: '0.0.0' });
  expect(report.findings).toHaveLength(1);
  expect(whyStale(report) !== undefined).toBe(isStale);
});
