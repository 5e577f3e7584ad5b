import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createBubblewrapSandbox } from '@maximus/arena';
import { openFolder } from '@maximus/inventory';
import { frozenClock, unwrap } from '@maximus/kernel';
import { checkWritten, defaultPolicy, type PlannedRemedy, planRemedies } from '@maximus/remediation';
import { findingsIn, matcherOfFlaws, memoryRegistry, npmProject, today } from '@maximus/remediation/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Machine } from '../parts.ts';
import { writeRemedy } from './write-remedy.ts';

const address = 'https://registry.example.test/';
const universe = { 'bad@1.0.0': {}, 'bad@1.0.1': {} };
const clock = frozenClock(today);
let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'maximus-write-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A project on disk with one plan for it. */
async function planned() {
  const manifests = { '': { name: 'app', version: '1.0.0', dependencies: { bad: '^1.0.0' } } };
  const texts = await npmProject({ manifests, universe, locked: { bad: ['1.0.0'] }, address });
  for (const [name, text] of Object.entries(texts)) writeFileSync(join(folder, name), text);
  const files = unwrap(await openFolder(folder));
  const matcher = matcherOfFlaws([{ id: 'T-1', name: 'bad', fixed: '1.0.1' }]);
  const plans = await planRemedies({
    project: files,
    lockFile: 'package-lock.json',
    findings: findingsIn(texts['package-lock.json'] ?? '', matcher),
    matcher,
    registry: memoryRegistry(universe, address),
    policy: defaultPolicy,
    clock,
    budgetMs: 60_000,
  });
  const [remedy] = unwrap(plans);
  if (remedy?.change === undefined) throw new RangeError('nothing was planned');
  const tree = { folder, prefix: '' };
  return { remedy, project: { files, tree, signal: new AbortController().signal } };
}

const machineWith = (more: Partial<Machine>) => ({ clock, machine: { support: { missing: [] }, ...more } as Machine });

describe('a plan that no tool can write here', () => {
  const bare = {
    tools: new Map(),
    access: { defaultRegistry: address, credentials: new Map() },
    openSource: async () => memoryRegistry(universe, address),
  };

  it.each([
    ['because nothing shuts it in', { sandbox: undefined }, 'no sandbox'],
    [
      'because it is not installed',
      {
        sandbox: createBubblewrapSandbox({ level: 'process', isRoot: false }),
        toolchainOf: async () => bare,
        scratchFolder: tmpdir(),
      },
      'installed: none',
    ],
  ] as const)('is a task in words, %s', async (_name, machine, sentence) => {
    const { remedy, project } = await planned();
    expect(remedy.plan.rung).toBe('lock-bump');
    const written = await writeRemedy(machineWith(machine), project, remedy);
    expect(written).toMatchObject({ state: 'unproven', attempt: { why_not: 'package-manager-missing' } });
    if (written.state !== 'unproven') return;
    const { plan, change } = written.remedy;
    expect(change).toBeUndefined();
    expect(plan).toMatchObject({ rung: 'manual-review', edits: [], package_changes: [] });
    expect(plan.unproven_because).toContain(sentence);
    const said = plan.attempts.flatMap(({ evidence }) => evidence).join('\n');
    expect(said).toContain('It would have been');
    expect(said).toContain('1.0.1');
  });
});

describe('what was written is looked at before the arena', () => {
  const withLock = (remedy: PlannedRemedy, edit: (text: string) => string): PlannedRemedy => ({
    ...remedy,
    change: {
      ...(remedy.change as NonNullable<PlannedRemedy['change']>),
      files: (remedy.change?.files ?? []).map((each) => ({ ...each, after: edit(each.after) })),
    },
  });

  it('passes where it is what was planned', async () => {
    const { remedy, project } = await planned();
    expect(await checkWritten({ remedy, project: project.files, folder })).toMatchObject({
      passed: true,
      failures: [],
    });
  });

  it('fails where a package would come from elsewhere', async () => {
    const { remedy, project } = await planned();
    const turned = withLock(remedy, (text) => text.replaceAll('registry.example.test', 'evil.example.test'));
    expect(await checkWritten({ remedy: turned, project: project.files, folder })).toMatchObject({ passed: false });
  });

  it('fails where a file is a link out of the project', async () => {
    const { remedy, project } = await planned();
    mkdirSync(join(folder, 'elsewhere'));
    rmSync(join(folder, 'package-lock.json'));
    symlinkSync('elsewhere/lock', join(folder, 'package-lock.json'));
    const { passed, failures } = await checkWritten({ remedy, project: project.files, folder });
    expect(passed).toBe(false);
    expect(failures[0]).toContain('is a link');
  });
});
