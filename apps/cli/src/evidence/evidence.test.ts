import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { bundleFiles, createSigner, newSigningKey, writeArchive } from '@maximus/arena';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runCommand } from '../testing/run-command.ts';
import { sampleRun } from '../testing/sample-run.ts';

const target = { group_id: 'g', primary_id: 'CVE-2031-1', purl: 'pkg:npm/bad@1.0.0', priority: 'high' } as const;
const { evidence } = sampleRun({ targets: [target] });
let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'maximus-evidence-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

async function archive(): Promise<string> {
  const path = join(folder, 'bundle.tar.zst');
  writeFileSync(path, await writeArchive(bundleFiles(evidence)));
  return path;
}

function unpacked(change: (files: Map<string, Uint8Array>) => void = () => undefined): string {
  const files = new Map(bundleFiles(evidence));
  change(files);
  for (const [name, bytes] of files) {
    mkdirSync(dirname(join(folder, 'bundle', name)), { recursive: true });
    writeFileSync(join(folder, 'bundle', name), bytes);
  }
  return join(folder, 'bundle');
}

describe('maximus evidence verify', () => {
  it('finds a whole bundle valid, as an archive and as a folder', async () => {
    for (const path of [await archive(), unpacked()]) {
      const { code, out } = await runCommand(['evidence', 'verify', path]);
      expect(code).toBe(0);
      expect(out).toContain(`canonical, digest`);
      expect(out).toContain('"fixed_untested" follows from the record');
      expect(out.trimEnd().split('\n').at(-1)).toContain('VALID');
    }
  });

  it('names the file that was changed, and exits 5', async () => {
    const path = unpacked((files) => files.set('patch.diff', Buffer.from('another')));
    const { code, out } = await runCommand(['evidence', 'verify', path]);
    expect(code).toBe(5);
    expect(out).toContain('patch.diff: it is not the file that was sealed');
  });

  it('exits 2 where there is nothing to check, and 3 where nothing is named', async () => {
    expect((await runCommand(['evidence', 'verify', join(folder, 'nothing')])).code).toBe(2);
    expect((await runCommand(['evidence', 'verify'])).code).toBe(3);
  });

  it('asks for the key that is trusted', async () => {
    const path = await archive();
    const own = join(folder, 'own.pem');
    const other = join(folder, 'other.pem');
    writeFileSync(own, evidence.publicKey);
    writeFileSync(other, createSigner(newSigningKey()).publicKey);
    expect((await runCommand(['evidence', 'verify', path, '--key', own])).code).toBe(0);
    expect((await runCommand(['evidence', 'verify', path, '--key', other, '--key', own])).code).toBe(0);
    const { code, out } = await runCommand(['evidence', 'verify', path, '--key', other]);
    expect(code).toBe(5);
    expect(out).toContain('it is of none of the known keys');
    expect((await runCommand(['evidence', 'verify', path, '--key', join(folder, 'none.pem')])).code).toBe(3);
  });

  it('says it as JSON', async () => {
    const { out } = await runCommand(['evidence', 'verify', await archive(), '--format', 'json']);
    expect(JSON.parse(out)).toMatchObject({ state: 'valid', digest: evidence.digest, verdict: 'fixed_untested' });
  });
});

describe('maximus evidence verify --recompute', () => {
  const record = {
    id: 'CVE-2031-1',
    modified: '2026-01-01T00:00:00Z',
    affected: [
      {
        package: { ecosystem: 'npm', name: 'bad' },
        ranges: [{ type: 'SEMVER', events: [{ introduced: '0' }, { fixed: '1.0.1' }] }],
      },
    ],
  };
  const inventory = (version: string) =>
    JSON.stringify({
      bomFormat: 'CycloneDX',
      specVersion: '1.6',
      version: 1,
      components: [{ type: 'library', 'bom-ref': 'a', name: 'bad', version, purl: `pkg:npm/bad@${version}` }],
    });

  async function verify(after: string, advisory = 'advisories/CVE-2031-1.json') {
    const blobs = {
      'inventory/before.cdx.json': inventory('1.0.0'),
      'inventory/after.cdx.json': inventory(after),
      [advisory]: JSON.stringify(record),
    };
    const path = join(folder, 'bundle.tar.zst');
    writeFileSync(path, await writeArchive(bundleFiles(sampleRun({ targets: [target], blobs }).evidence)));
    return runCommand(['evidence', 'verify', path, '--recompute']);
  }

  it('gives the recorded difference again', async () => {
    const { code, out } = await verify('1.0.1');
    expect(out).toContain('rescan: the inventories and advisories');
    expect(code).toBe(0);
  });

  it('finds a difference that does not follow, however well it is sealed', async () => {
    const { code, out } = await verify('1.0.0');
    expect(out.replaceAll(/\s+/g, ' ')).toContain(
      'records CVE-2031-1 in pkg:npm/bad@1.0.0, which does not come out again',
    );
    expect(code).toBe(5);
  });

  it('says that it could not check where there is nothing to match', async () => {
    expect((await verify('1.0.1', 'elsewhere.json')).code).toBe(2);
    expect((await runCommand(['evidence', 'verify', await archive(), '--recompute'])).code).toBe(2);
  });
});

describe('maximus evidence show', () => {
  it('tells what a bundle is about', async () => {
    const { code, out } = await runCommand(['evidence', 'show', await archive()]);
    expect(code).toBe(0);
    expect(out).toContain('CVE-2031-1 in pkg:npm/bad@1.0.0');
    expect(out).toContain('1 fixed, 0 introduced, 0 unchanged');
    expect(out).toContain('fixed_untested  confidence 0.60 of success');
    const json = await runCommand(['evidence', 'show', await archive(), '-f', 'json']);
    expect(JSON.parse(json.out)).toMatchObject({ digest: evidence.digest, manifest: { verdict: 'fixed_untested' } });
  });

  it('shows nothing of a bundle that is not valid', async () => {
    const path = unpacked((files) => files.delete('patch.diff'));
    const { code, out, err } = await runCommand(['evidence', 'show', path]);
    expect(code).toBe(5);
    expect(out).toBe('');
    expect(err).toContain('is not valid, so what it says is not shown');
    expect((await runCommand(['evidence', 'show', join(folder, 'nothing')])).code).toBe(2);
  });
});
