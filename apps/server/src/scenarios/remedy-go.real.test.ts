import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildIndex } from '@maximus/advisories';
import { probeSandbox } from '@maximus/arena';
import type { PatchDetail, PatchSummary } from '@maximus/contracts';
import { systemClock, unwrap } from '@maximus/kernel';
import { managersOnPath } from '@maximus/remediation';
import { goProxyFiles, staticRegistry } from '@maximus/remediation/testing';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openEmbedded } from '../testing/open-embedded.ts';
import { patient } from '../testing/patient.ts';
import { until } from '../testing/until.ts';

const withinMs = 120_000;
const { bubblewrap } = await probeSandbox(process.env);
const hasGo = managersOnPath({ environment: process.env, emptyFolder: tmpdir() }).includes('go');
/** Of Go 1; from 21 on a module may ask for it (`go 1.21`), and the tool holds to that. */
const goMinor = hasGo ? Number(/go1\.(\d+)/.exec(execFileSync('go', ['version'], { encoding: 'utf8' }))?.[1]) : 0;
const missing = bubblewrap && goMinor >= 21 ? '' : ' (skipped: needs bubblewrap and Go 1.21)';

const universe = {
  'example.test/bad@v1.0.0': {},
  'example.test/bad@v1.0.1': {},
  'example.test/mid@v1.2.0': { requires: { 'example.test/bad': 'v1.0.0' } },
};
const advisory = {
  id: 'GHSA-gogo-gogo-gogo',
  modified: '2026-11-01T00:00:00Z',
  published: '2026-10-01T00:00:00Z',
  summary: 'it goes on without end',
  affected: [
    {
      package: { ecosystem: 'Go', name: 'example.test/bad' },
      ranges: [{ type: 'SEMVER', events: [{ introduced: '0' }, { fixed: '1.0.1' }] }],
    },
  ],
  severity: [{ type: 'CVSS_V3', score: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H' }],
};
const goMod = (least: string) =>
  `module example.test/app\n\ngo ${least}\n\nrequire (\n\texample.test/mid v1.2.0\n\texample.test/bad v1.0.0 // indirect\n)\n`;
const main = 'package main\n\nimport _ "example.test/mid"\n\nfunc main() {}\n';

let folder = '';
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'maximus-go-')));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
});

/** A server over a Go project, until its one patch waits for people. */
async function patchOf(manifest: string): Promise<PatchDetail> {
  await using registry = await staticRegistry(() => goProxyFiles(universe));
  vi.stubEnv('GOSUMDB', 'off');
  const [dataDir, project] = [join(folder, 'data'), join(folder, 'projects/app')];
  mkdirSync(dataDir, { mode: 0o700 });
  mkdirSync(project, { recursive: true });
  for (const [name, text] of Object.entries({ 'go.mod': manifest, 'go.sum': '', 'main.go': main })) {
    writeFileSync(join(project, name), text);
  }
  const records = join(folder, 'records.jsonl');
  writeFileSync(records, `${JSON.stringify(advisory)}\n`);
  unwrap(await buildIndex({ out: join(dataDir, 'index'), from: [records], clock: systemClock }));
  const settings = {
    'source.roots': join(folder, 'projects'),
    'remedy.registries.go': registry.address,
    'ratelimit.default_limit': '100000',
  };
  const server = await openEmbedded(dataDir, settings);
  try {
    const api = patient(server.ada.api(server.url));
    const source = { kind: 'path', location: project } as const;
    const made = await api.createProject({ body: { name: 'App', slug: 'app', source } });
    if (!made.ok) throw new Error(JSON.stringify(made.error));
    let patches: readonly PatchSummary[] = [];
    await until(
      'a patch waits for people',
      async () => {
        const listed = await api.listPatches({ query: {} });
        patches = listed.ok ? listed.value.body.items : [];
        return patches.some(({ status }) => status === 'pending_review');
      },
      { withinMs, state: () => patches.map(({ status, status_reason }) => `${status}: ${status_reason}`) },
    );
    const waiting = patches.find(({ status }) => status === 'pending_review');
    if (waiting === undefined) throw new RangeError('no patch waits');
    const read = await api.getPatch({ params: { id: waiting.id } });
    if (!read.ok) throw new Error(JSON.stringify(read.error));
    return read.value.body;
  } finally {
    await server.stop();
  }
}

describe.skipIf(missing !== '')(`a project of another ecosystem than npm${missing}`, () => {
  it('gets a patch that its own tool wrote and the arena judged', async () => {
    expect(await patchOf(goMod('1.21'))).toMatchObject({ rung: 'lock-bump', to: 'v1.0.1', verdict: 'fixed_untested' });
  }, 240_000);

  it('gets a task in words where no tool that suits it is installed', async () => {
    const task = await patchOf(goMod('1.999'));
    expect(task).toMatchObject({ rung: 'manual-review', strategy: 'manual_review', edits: [] });
    expect(task.status_reason).toContain('The project wants go@1.999');
    expect(JSON.stringify(task.attempts)).toContain('It would have been');
  }, 240_000);
});
