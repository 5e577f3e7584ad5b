import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { takeInventory } from './inventory.ts';
import { unpackTestData } from './testing/test-data.ts';

const folder = unpackTestData('projects.tar.gz');

it.skipIf(folder === undefined)(
  'reads all real lock files in one run, none failed (needs projects.tar.gz)',
  async () => {
    const result = await takeInventory(folder ?? '');
    if (!result.ok) throw result.error;
    const { files, problems } = result.value;
    const manifest = JSON.parse(readFileSync(join(folder ?? '', 'manifest.json'), 'utf8')) as {
      file: string;
      kind: string;
    }[];
    const byPath = new Map(files.map((file) => [file.path, file]));
    const unread = manifest.flatMap(({ file, kind }) => {
      const found = byPath.get(file);
      const isRead = found?.status === 'parsed' || found?.status === 'partial';
      // Files that another is read with: go.sum by go.mod, a module's pom.xml by its parent's.
      return isRead || found?.status === 'skipped' ? [] : [`${kind} ${file}: ${found?.status ?? 'not found'}`];
    });
    expect(unread).toEqual([]);
    expect(manifest).toHaveLength(63);
    expect(files.filter((file) => file.status === 'failed').map((file) => file.path)).toEqual([]);
    expect(problems).toEqual([]);
  },
);
