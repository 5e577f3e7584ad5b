import { memoryIndex } from '@maximus/advisories/testing';
import { frozenClock } from '@maximus/kernel';
import { beforeAll, describe, expect, it } from 'vitest';
import { proveRemedy } from '../run/prove-remedy.ts';
import type { ArenaEdit, FinishedRun } from '../run/types.ts';
import { workFolder } from '../testing/work-folder.ts';
import { bundleFiles } from './bundle-files.ts';
import { recomputeEvidence } from './recompute.ts';
import { type SealedEvidence, sealEvidence } from './seal.ts';
import { createSigner, newSigningKey } from './signer.ts';

const clock = frozenClock(Date.parse('2026-11-21T00:00:00Z'));
const signer = createSigner(newSigningKey());
const record = (id: string, name: string, aliases: readonly string[] = []) => ({
  id,
  aliases,
  modified: '2026-01-01T00:00:00Z',
  affected: [
    {
      package: { ecosystem: 'npm', name },
      ranges: [{ type: 'SEMVER', events: [{ introduced: '0' }, { fixed: '1.0.1' }] }],
    },
  ],
});
const index = memoryIndex({
  records: [record('GHSA-aaaa-bbbb-cccc', 'bad', ['CVE-2020-1']), record('CVE-2020-1', 'bad'), record('T-2', 'left')],
});
const lock = (bad: string) =>
  JSON.stringify({
    name: 'app',
    lockfileVersion: 3,
    packages: {
      '': { name: 'app', dependencies: { bad: '^1.0.0', left: '^1.0.0' } },
      'node_modules/bad': { version: bad },
      'node_modules/left': { version: '1.0.0' },
    },
  });

/** A run whose package manager is not there still has its rescan when nothing of it is asked first. */
async function run(): Promise<FinishedRun> {
  await using project = await workFolder({ 'package.json': '{"name":"app"}', 'package-lock.json': lock('1.0.0') });
  await using scratch = await workFolder();
  const edits: ArenaEdit[] = [{ file: 'package-lock.json', bytes: Buffer.from(lock('1.0.1')) }];
  const group = index.groupOf('CVE-2020-1')?.id ?? '';
  const done = await proveRemedy(
    {
      runId: 'run_1',
      evidenceId: 'evd_1',
      subject: {
        project: 'app',
        base_commit: '',
        patch_digest: 'a'.repeat(64),
        apv_ids: [],
        alias_groups: [group],
        targets: [{ group_id: group, primary_id: 'CVE-2020-1', purl: 'pkg:npm/bad@1.0.0', priority: 'high' }],
      },
      baseFolder: project.path,
      edits,
      packageChanges: [],
      lockFile: 'package-lock.json',
      packageManager: 'npm',
      diff: '',
    },
    {
      index,
      // Level `process` asks for the rescan before the package manager.
      support: { bubblewrap: true, missing: [] },
      level: 'process',
      allowProcess: true,
      consent: true,
      managers: new Map(),
      tools: new Map(),
      access: { defaultRegistry: 'https://registry.example.test/', credentials: new Map() },
      tests: { mode: 'auto' },
      signer,
      scratchFolder: scratch.path,
      clock,
      version: '0.0.0',
    },
  );
  if (done.state !== 'finished') throw new Error('it was cancelled');
  return done;
}

async function recomputed(evidence: SealedEvidence) {
  await using scratch = await workFolder();
  return await recomputeEvidence(bundleFiles(evidence), { scratchFolder: scratch.path, clock });
}

describe('evidence, matched again', () => {
  let evidence: SealedEvidence;
  beforeAll(async () => {
    ({ evidence } = await run());
  });
  const resealed = (
    change: (rescan: SealedEvidence['manifest']['rescan']) => Partial<SealedEvidence['manifest']['rescan']>,
  ) => {
    const { format: _format, blobs: _blobs, ...manifest } = evidence.manifest;
    return sealEvidence(
      { ...manifest, rescan: { ...manifest.rescan, ...change(manifest.rescan) } },
      evidence.blobs,
      signer,
    );
  };

  it('gives the recorded difference, over every record of a group', async () => {
    expect(evidence.manifest.advisories.map(({ id }) => id)).toEqual(['CVE-2020-1', 'GHSA-aaaa-bbbb-cccc', 'T-2']);
    expect(await recomputed(evidence)).toMatchObject({
      state: 'valid',
      parts: expect.arrayContaining([expect.objectContaining({ part: 'recompute', state: 'valid' })]),
    });
  });

  it('finds a difference that was made up, although it was sealed with the right key', async () => {
    const hidden = resealed(() => ({ unchanged: [] }));
    expect(await recomputed(hidden)).toMatchObject({ state: 'invalid' });
    const boasted = resealed(({ fixed, unchanged }) => ({ fixed: [...fixed, ...unchanged], unchanged: [] }));
    expect(await recomputed(boasted)).toMatchObject({ state: 'invalid' });
  });

  it('finds a record that is missing or was put in its place', async () => {
    const { format: _format, blobs: _blobs, ...manifest } = evidence.manifest;
    const blobs = new Map(evidence.blobs);
    blobs.set('advisories/T-2.json', Buffer.from(JSON.stringify(record('T-2', 'other'))));
    expect(await recomputed(sealEvidence(manifest, blobs, signer))).toMatchObject({ state: 'invalid' });
  });
});
