import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { unpackTestData } from '../testing/test-data.ts';
import { readSubset } from './subset.ts';
import { YamlMap } from './yaml-tree.ts';

const folder = unpackTestData('projects.tar.gz');

function plain(value: unknown): unknown {
  if (value instanceof YamlMap) return new Map([...value.values].map(([key, item]) => [key, plain(item)]));
  return Array.isArray(value) ? value.map(plain) : value;
}

it.skipIf(folder === undefined)(
  'reads every real pnpm lock file without the library, and as the library does (needs projects.tar.gz)',
  () => {
    const manifest: unknown = JSON.parse(readFileSync(join(folder ?? '', 'manifest.json'), 'utf8'));
    const rows = (manifest as { file: string; kind: string }[]).filter(({ kind }) => kind.startsWith('pnpm-lock'));
    expect(rows).toHaveLength(7);
    for (const { file } of rows) {
      const text = readFileSync(join(folder ?? '', file), 'utf8');
      const read = readSubset(text, 64);
      expect([file, plain(read)]).toEqual([file, parse(text, { schema: 'failsafe', mapAsMap: true })]);
    }
  },
  60_000,
);
