import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { systemClock } from '@maximus/kernel';
import { useOf } from '@maximus/prioritisation';
import type { FindingToRemedy } from '@maximus/storage';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { IndexHold } from '../parts.ts';
import { lookForUse } from './look-for-use.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'maximus-look-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

/** A lock file of lodash and, where said, of a package that asks for it as well. */
function lock(asks: boolean): string {
  const entry = (name: string, more: object = {}) => [
    `node_modules/${name}`,
    { version: '1.0.0', resolved: `https://registry.example.test/${name}.tgz`, integrity: `sha512-${name}`, ...more },
  ];
  return JSON.stringify({
    name: 'shop',
    lockfileVersion: 3,
    packages: Object.fromEntries([
      ['', { name: 'shop', dependencies: { lodash: '1.0.0', other: '1.0.0' } }],
      entry('lodash'),
      entry('other', asks ? { dependencies: { lodash: '^1.0.0' } } : {}),
    ]),
  });
}

const finding = {
  id: 'f1',
  ecosystem: 'npm',
  name: 'lodash',
  lockedVersion: '1.0.0',
  direct: true,
  primaryId: 'CVE-1',
  groupNames: ['CVE-1'],
  places: [{ file: 'package-lock.json', format: 'npm-package-lock', direct: true }],
} as unknown as FindingToRemedy;
const live = {
  index: {
    record: () => ({ id: 'CVE-1', affected: [{ ecosystem_specific: { affected_functions: ['lodash.template'] } }] }),
  },
} as unknown as IndexHold['live'];

async function look(more: Partial<FindingToRemedy> = {}) {
  const report = await lookForUse(folder, [{ ...finding, ...more }], live, systemClock, AbortSignal.timeout(60_000));
  const found = report.results.get('f1');
  return { use: found === undefined ? undefined : useOf(found), required: report.required.has('f1'), report };
}

test('a package that nobody imports is not used, unless another package asks for it as well', async () => {
  write('index.js', "require('node:fs');\n");
  write('package-lock.json', lock(false));
  expect(await look()).toMatchObject({ use: 'not_imported', required: false });
  write('package-lock.json', lock(true));
  expect(await look()).toMatchObject({ use: 'unknown', required: true });
});

test('a lock file that cannot be read, or is not there, rules out nothing', async () => {
  write('index.js', "require('node:fs');\n");
  write('package-lock.json', '{');
  expect(await look()).toMatchObject({ use: 'unknown', required: true });
  rmSync(join(folder, 'package-lock.json'));
  expect(await look()).toMatchObject({ use: 'unknown', required: true });
  write('package-lock.json', lock(false));
  expect(await look({ places: [{ file: 'package-lock.json', format: 'none', direct: true }] })).toMatchObject({
    use: 'unknown',
  });
});

test('a folder that is gone answers nothing, and says so', async () => {
  rmSync(folder, { recursive: true });
  const { use, required, report } = await look();
  expect({ use, required }).toEqual({ use: undefined, required: true });
  expect(report.doubts).toHaveLength(1);
});
