import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runCommand } from '../testing/run-command.ts';

let workingFolder = '';

beforeAll(() => {
  workingFolder = mkdtempSync(join(tmpdir(), 'maximus-vectors-'));
  writeFileSync(join(workingFolder, 'good.txt'), '# from the tool itself\n1.0.0 < 2.0.0\n1.0.0 = 1.0.0+b\n');
  writeFileSync(join(workingFolder, 'bad.txt'), '2.0.0 < 1.0.0\n1.0.0 = 1.0.0\nx y\n');
});
afterAll(() => rmSync(workingFolder, { recursive: true, force: true }));

it('counts the lines that agree', async () => {
  const { code, out } = await runCommand(['versions', 'check', 'npm', 'good.txt'], { workingFolder });
  expect([code, out]).toEqual([0, '2 lines compared, all agree\n']);
});

it('names each line that disagrees, and exits 1', async () => {
  const { code, out } = await runCommand(['versions', 'check', 'npm', 'bad.txt'], { workingFolder });
  expect(code).toBe(1);
  expect(out).toContain('bad.txt:1: 2.0.0 < 1.0.0: expected <, got >');
  expect(out).toContain('bad.txt:3: x y');
  expect(out).toContain('3 lines compared, 2 disagree');
});

it.each([
  [['versions', 'check', 'npm', 'absent.txt'], '[cli.missing_argument]'],
  [['versions', 'check', 'nope', 'good.txt'], 'nope'],
  [['versions', 'sort', 'nope', '1'], 'nope'],
])('%j exits 3', async (argv, says) => {
  const { code, err } = await runCommand(argv, { workingFolder });
  expect(code).toBe(3);
  expect(err).toContain(says);
});
