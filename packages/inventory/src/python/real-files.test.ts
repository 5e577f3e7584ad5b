import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openFolder } from '../disk-files.ts';
import { parseFile } from '../parse-file.ts';
import { pipfileLock } from '../pipfile-lock/index.ts';
import { poetryLock } from '../poetry-lock/index.ts';
import { requirementsTxt } from '../requirements-txt/index.ts';
import { realCounts } from '../testing/real-counts.data.ts';
import { unpackTestData } from '../testing/test-data.ts';
import { uvLock } from '../uv-lock/index.ts';

const formats = new Map([
  ['pipenv', pipfileLock],
  ['poetry', poetryLock],
  ['requirements', requirementsTxt],
  ['uv', uvLock],
]);

/** What the files themselves leave open, beside versions: an address without a name, an include that is not there. */
const open: ReadonlyMap<string, readonly string[]> = new Map([
  [
    'dolevf__Damn-Vulnerable-GraphQL-Application/a961308c02/requirements.txt',
    ['"git+https://github.com/dolevf/flask-sockets@master" does not say which package it installs'],
  ],
  [
    'getredash__redash/965db26cab/requirements.txt',
    [expect.stringContaining('"requirements_bundles.txt" cannot be read') as string],
  ],
]);

const folder = unpackTestData('projects.tar.gz');

it.skipIf(folder === undefined)('reads every real Python file (needs projects.tar.gz)', async () => {
  const opened = await openFolder(folder ?? '');
  if (!opened.ok) throw opened.error;
  const manifest = JSON.parse(readFileSync(join(folder ?? '', 'manifest.json'), 'utf8')) as {
    file: string;
    kind: string;
  }[];
  const real = manifest.filter((row) => formats.has(row.kind));
  expect(real).toHaveLength(10);
  for (const { file, kind } of real) {
    const text = readFileSync(join(folder ?? '', file), 'utf8');
    const parsed = await parseFile(formats.get(kind)!, { path: file, text, files: opened.value });
    if (!parsed.ok) throw parsed.error;
    const { components, problems, roots } = parsed.value;
    const direct = components.filter((each) => each.direct);
    const unpinned = components.filter((each) => each.version === undefined);
    const counts = { components: components.length, direct: direct.length, unpinned: unpinned.length };
    expect([file, counts]).toEqual([file, { unpinned: 0, ...realCounts[file] }]);
    expect(roots).toEqual(direct.map((each) => each.key));
    expect(components.every((each) => each.line !== undefined)).toBe(true);
    expect(problems.map((each) => each.error.message)).toEqual([
      ...(open.get(file) ?? []),
      ...unpinned.map((each) => expect.stringContaining(`"${each.name}`)),
    ]);
  }
});
