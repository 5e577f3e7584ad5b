import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openFolder } from '../disk-files.ts';
import { parseFile } from '../parse-file.ts';
import { unpackTestData } from '../testing/test-data.ts';
import { npmPackageLock } from './index.ts';

/**
 * Components by file, counted apart with python's json module: version 2 and 3 by the keys of `packages` that hold
 * `node_modules/` and are no links, version 1 by a recursive walk over every `dependencies` object.
 */
const counts: Readonly<Record<string, number>> = {
  'BookStackApp__BookStack/6f1c54d018/package-lock.json': 650,
  'BookStackApp__BookStack/71e7dd5894/package-lock.json': 693,
  'OWASP__NodeGoat/a8327fc92e/package-lock.json': 1466,
  'OWASP__NodeGoat/c5cb68a708/package-lock.json': 1479,
  'henrygd__beszel/f1e5797c76/internal/site/package-lock.json': 476,
  'rust-lang__crates.io/8cdaa9bc4e/package-lock.json': 4920,
  'snyk-labs__nodejs-goof/a6a04d7bff/package-lock.json': 1274,
  'snyk-labs__nodejs-goof/add14ba59e/package-lock.json': 1274,
  'soketi__soketi/5d188786be/package-lock.json': 1329,
};

/** The one entry in all of them that cannot be judged: an archive of a branch, locked without a version. */
const unversioned = 'OWASP__NodeGoat/a8327fc92e/package-lock.json';

const folder = unpackTestData('projects.tar.gz');

it.skipIf(folder === undefined)('reads every real lock file whole (needs projects.tar.gz)', async () => {
  const opened = await openFolder(folder ?? '');
  if (!opened.ok) throw opened.error;
  const manifest = JSON.parse(readFileSync(join(folder ?? '', 'manifest.json'), 'utf8')) as {
    file: string;
    kind: string;
  }[];
  const real = manifest.filter((row) => row.kind.startsWith('npm-')).map((row) => row.file);
  expect([...real].sort()).toEqual(Object.keys(counts));
  for (const path of real) {
    const text = readFileSync(join(folder ?? '', path), 'utf8');
    const parsed = await parseFile(npmPackageLock, { path, text, files: opened.value });
    if (!parsed.ok) throw parsed.error;
    const { components, problems, roots } = parsed.value;
    expect([path, components.length]).toEqual([path, counts[path]]);
    expect(components.every((component) => component.line !== undefined)).toBe(true);
    expect(problems.map((problem) => problem.error.message)).toEqual(
      path === unversioned ? ['locked to a source, not to a version: grunt-if'] : [],
    );
    expect(existsSync(join(folder ?? '', path, '../package.json'))).toBe(true);
    expect(roots.length).toBeGreaterThan(10);
  }
});
