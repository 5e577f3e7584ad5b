import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RescanDiff } from '@maximus/contracts';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { judge, type VerdictFacts } from '../verdict/judge.ts';
import { readBundle, writeArchive } from './archive.ts';
import { logBlob } from './blobs.ts';
import { bundleFiles } from './bundle-files.ts';
import { judgedOn } from './facts-of-manifest.ts';
import { type SealedEvidence, sealEvidence } from './seal.ts';
import { createSigner, newSigningKey } from './signer.ts';
import { verifyEvidence } from './verify.ts';

const folder = mkdtempSync(join(tmpdir(), 'maximus-evidence-'));
afterAll(() => rmSync(folder, { recursive: true }));

const signer = createSigner(newSigningKey());
const target = { group_id: 'g', primary_id: 'CVE-1', purl: 'pkg:npm/a@1.0.0', priority: 'high' } as const;
const entry = { alias_group: 'g', primary_id: 'CVE-1', purl: 'pkg:npm/a@1.0.0', path: [], priority: 'high' } as const;
const diff: RescanDiff = {
  index_generation: 'x',
  fixed: [{ ...entry, path: [] }],
  introduced: [],
  unchanged: [],
  not_checked: [],
};
const facts: VerdictFacts = {
  targets: [target],
  resolve: { state: 'ok' },
  install: { state: 'not-run', reason: 'level static' },
  rescan: { diff },
  tests: { result: 'untested', reason: 'level static', newly_failing: [], flaky: [] },
  proof: { result: 'none' },
  majorStep: false,
  changedPackages: 1,
};

function sealed(): SealedEvidence {
  const { verdict, confidence, confidenceOf, terms } = judge(facts);
  return sealEvidence(
    {
      evidence_id: 'evd_1',
      run_id: 'run_1',
      sealed_at: '2026-11-20T10:00:00.000Z',
      subject: {
        project: 'shop',
        base_commit: 'abc',
        patch_digest: 'a'.repeat(64),
        apv_ids: [],
        alias_groups: ['g'],
        targets: [target],
      },
      index: { generation: 'x', digest: 'x' },
      advisories: [],
      level: 'static',
      limits: { timeout_ms: 1 },
      steps: [],
      rescan: diff,
      tests: facts.tests,
      proof: facts.proof,
      judged_on: judgedOn(facts),
      verdict,
      confidence,
      confidence_of: confidenceOf,
      confidence_terms: [...terms],
    },
    new Map([
      ['rescan.json', Buffer.from('{}')],
      ['logs/resolve.txt', logBlob('added 1 package\n', [])],
    ]),
    signer,
  );
}

describe('a bundle', () => {
  it('goes through an archive and verifies, with its own key and with a trusted one', async () => {
    const evidence = sealed();
    const path = join(folder, 'bundle.tar.zst');
    writeFileSync(path, await writeArchive(bundleFiles(evidence)));
    const files = await readBundle(path, false);
    if (!files.ok) throw files.error;
    const own = verifyEvidence(files.value);
    expect(own).toMatchObject({ state: 'valid', digest: evidence.digest });
    expect(verifyEvidence(files.value, [signer.publicKey]).state).toBe('valid');
    const stranger = createSigner(newSigningKey());
    expect(verifyEvidence(files.value, [stranger.publicKey]).state).toBe('invalid');
  });

  it('is invalid once any byte of any file is another, and says which file', () => {
    const files = bundleFiles(sealed());
    const paths = [...files.keys()];
    fc.assert(
      fc.property(fc.constantFrom(...paths), fc.nat(), fc.integer({ min: 1, max: 255 }), (path, at, change) => {
        const bytes = Buffer.from(files.get(path)!);
        const place = at % bytes.length;
        bytes[place] = bytes[place]! ^ change;
        const changed = verifyEvidence(new Map([...files, [path, bytes]]));
        expect(changed.state).toBe('invalid');
      }),
      { numRuns: 400 },
    );
  });

  it('as an archive is refused or invalid once any one byte of it is another, or the end is missing', async () => {
    const packed = await writeArchive(bundleFiles(sealed()));
    const path = join(folder, 'changed.tar.zst');
    await fc.assert(
      fc.asyncProperty(fc.nat(packed.length - 1), fc.integer({ min: 1, max: 255 }), async (at, change) => {
        const bytes = Buffer.from(packed);
        bytes[at] = bytes[at]! ^ change;
        writeFileSync(path, bytes);
        expect(await readBundle(path, false)).toMatchObject({ ok: false, error: { code: 'arena.bundle_refused' } });
      }),
      { numRuns: 200 },
    );
    writeFileSync(path, packed.subarray(0, packed.length - 1));
    expect((await readBundle(path, false)).ok).toBe(false);
  });

  it('is invalid with a file missing or added, and with a verdict that does not follow', () => {
    const evidence = sealed();
    const files = bundleFiles(evidence);
    const less = new Map(files);
    less.delete('rescan.json');
    expect(verifyEvidence(less).parts).toContainEqual(
      expect.objectContaining({ part: 'rescan.json', state: 'invalid' }),
    );
    const more = new Map([...files, ['extra.txt', Buffer.from('x')]]);
    expect(verifyEvidence(more).state).toBe('invalid');
    const { format: _format, blobs: _blobs, ...run } = evidence.manifest;
    const boastful = sealEvidence({ ...run, verdict: 'proven' }, evidence.blobs, signer);
    expect(verifyEvidence(bundleFiles(boastful)).parts).toContainEqual({
      part: 'verdict',
      state: 'invalid',
      detail: 'the record gives "fixed_untested", and "proven" was sealed',
    });
    expect(verifyEvidence(new Map()).state).toBe('invalid');
  });

  it('from a stranger is refused with links, climbing names or too much', async () => {
    const climbing = join(folder, 'climb.tar.zst');
    writeFileSync(climbing, await writeArchive(new Map([['../evil', Buffer.from('x')]])));
    expect(await readBundle(climbing, false)).toMatchObject({ ok: false, error: { code: 'arena.bundle_refused' } });
    const text = join(folder, 'not.tar.zst');
    writeFileSync(text, 'no archive');
    expect(await readBundle(text, false)).toMatchObject({ ok: false, error: { code: 'arena.bundle_refused' } });
    const linked = mkdtempSync(join(folder, 'linked-'));
    symlinkSync('/etc/passwd', join(linked, 'manifest.json'));
    expect(await readBundle(linked, true)).toMatchObject({ ok: false, error: { code: 'arena.bundle_refused' } });
  });
});

describe('a log in a bundle', () => {
  it('has no terminal codes and no secrets, and keeps head and tail', () => {
    const esc = String.fromCharCode(27);
    const text = `${esc}[31mred${esc}[0m token=abcd1234 ${esc}]0;title\u0007end`;
    expect(Buffer.from(logBlob(text, ['abcd1234'])).toString()).toBe('red token=*** end');
    const long = logBlob(`start${'x'.repeat(3 << 20)}end`, []);
    expect(long.length).toBeLessThan((1 << 20) + 64);
    expect(Buffer.from(long).toString()).toMatch(/^start[\s\S]*bytes left out[\s\S]*end$/);
  });
});
