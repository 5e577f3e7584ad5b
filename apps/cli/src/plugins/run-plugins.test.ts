import { formats } from '@maximus/inventory';
import { readers, sbomWriters, writers } from '@maximus/reports';
import { schemes } from '@maximus/versions';
import { expect, it } from 'vitest';
import { scanCommand } from '../commands/scan.ts';
import { runCommand } from '../testing/run-command.ts';

const registries = {
  'inventory formats': formats.map(({ id }) => id),
  'version schemes': [...schemes.keys()],
  'report writers': ['table', ...writers.keys()],
  'report readers': [...readers.keys()],
  'SBOM writers': [...sbomWriters.keys()],
};

it('lists every member of every registry, as JSON and as text of 80 columns', async () => {
  const { code, out } = await runCommand(['plugins', '--format', 'json']);
  expect(code).toBe(0);
  const listed = (JSON.parse(out) as { family: string; members: { id: string }[] }[]).map(
    ({ family, members }) => [family, members.map(({ id }) => id)] as const,
  );
  expect(Object.fromEntries(listed)).toEqual(registries);
  const text = (await runCommand(['plugins', 'list'])).out;
  for (const ids of Object.values(registries)) for (const id of ids) expect(text).toContain(`  ${id}`);
  expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
});

it('offers as --format of a scan what the registry can write', () => {
  const choices = scanCommand.options.find(({ name }) => name === 'format')?.choices ?? [];
  expect([...choices].sort()).toEqual(['table', ...writers.keys()].sort());
});
