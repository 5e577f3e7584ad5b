import { frozenClock } from '@maximus/kernel';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type SampleWorkspace, sampleWorkspace } from '../testing/sample-workspace.ts';

let workspace: SampleWorkspace;

beforeAll(async () => {
  workspace = await sampleWorkspace();
});
afterAll(() => workspace.dispose());

it('finds a machine in order', async () => {
  const { code, out } = await workspace.run(['doctor']);
  expect(code).toBe(0);
  expect(out).toContain(`✓ runtime       Node ${process.versions.node}`);
  expect(out).toContain('no maximus.yaml; the defaults hold');
  expect(out).toContain('80 advisories in');
  expect(out.replace(/\s+/g, ' ')).toMatch(/age built 20 Nov 2026, 0 days ago; newest data \d+ \w+ 20\d\d/);
  expect(out).toMatch(/ecosystems .*npm/);
});

it.each([
  ['an old index', [], { clock: frozenClock('2026-12-30T00:00:00Z') }, '✗ age'],
  ['settings that are wrong', ['--config', 'bad.yaml'], {}, '✗ settings'],
])('exits 2 and says what to do about %s', async (_, argv, over, says) => {
  workspace.write('bad.yaml', 'scan:\n  depth: 3\n');
  const { code, out } = await workspace.run(['doctor', ...argv], over);
  expect(code).toBe(2);
  expect(out).toContain(says);
});

it('exits 4 where there is no index', async () => {
  const { code, out } = await workspace.run(['doctor', '--db', 'nowhere']);
  expect(code).toBe(4);
  expect(out).toContain('✗ index');
});

it('exits 4 where the index is of another format, and says to make it anew', async () => {
  workspace.write('older/current.json', '{"manifest":{"format":3},"files":[]}');
  const { code, out } = await workspace.run(['doctor', '--db', 'older']);
  expect(code).toBe(4);
  expect(out).toContain('Run `maximus db update`');
  expect((await workspace.run(['scan', 'npm-shop', '--db', 'older'])).code).toBe(4);
});

it('notes records that were left out', async () => {
  const good = {
    id: 'T-1',
    modified: '2026-11-01T00:00:00Z',
    affected: [{ package: { ecosystem: 'npm', name: 'a' }, versions: ['1.0.0'] }],
  };
  workspace.write('lines.jsonl', `${JSON.stringify(good)}\n{"id": 7}\n`);
  await workspace.run(['db', 'build', '--from', 'lines.jsonl', '--db', 'lossy']);
  expect((await workspace.run(['doctor', '--db', 'lossy'])).out).toContain('1 records could not be read');
});
