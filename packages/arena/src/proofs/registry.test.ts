import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { memoryIndex } from '@maximus/advisories/testing';
import { describe, expect, it } from 'vitest';
import { sha256 } from '../evidence/blobs.ts';
import { defineProof } from './define-proof.ts';
import { productProofs } from './registry.ts';
import type { PhaseResult } from './run-phase.ts';
import { unsafeIn } from './safe-checks.ts';
import { selectProofs } from './select-proofs.ts';
import { decisive, judgePhases } from './two-phase.ts';
import type { Proof } from './types.ts';

const folders = { npm: 'npm', PyPI: 'pypi' } as const;

describe('the proofs of the product', () => {
  it('are one for each file of their folders, and enough of both ecosystems', () => {
    const files = Object.values(folders).flatMap((folder) =>
      readdirSync(join(import.meta.dirname, folder)).map((name) => `prf_${name.slice(0, -3).replaceAll('-', '_')}`),
    );
    expect(productProofs.map(({ id }) => id).sort()).toEqual(files.sort());
    const of = (wanted: string) => productProofs.filter(({ ecosystem }) => ecosystem === wanted).length;
    expect(of('npm')).toBeGreaterThanOrEqual(15);
    expect(of('PyPI')).toBeGreaterThanOrEqual(10);
  });

  it.each(productProofs.map((proof) => [proof.id, proof] as const))(
    '%s is complete and safe by its text',
    (_id, proof) => {
      expect(unsafeIn(proof)).toEqual([]);
      expect(proof.digest).toBe(sha256(proof.source));
      expect(proof.ids.some((id) => /^CVE-\d{4}-\d{4,7}$/.test(id))).toBe(true);
      expect(proof.shownOn?.vulnerable).not.toBe(proof.shownOn?.fixed);
      expect(proof.describes).toMatch(/^[A-Z].{20,200}\.$/);
    },
  );
});

const proof = (source: string, more: Partial<Proof> = {}): Proof => ({
  ...defineProof({
    name: 'x',
    ids: ['CVE-2020-0001'],
    ecosystem: 'npm',
    package: 'bad',
    kind: 'other',
    describes: 'x',
    shownOn: { vulnerable: '1', fixed: '2' },
    source,
  }),
  ...more,
});

describe('the text of a proof', () => {
  it.each([
    ['a module of its own choice', `require('fs')`],
    ['a dynamic import', `await import('node:net')`],
    ['code made of text', `new Function('x')()`],
    ['the maker of functions', `({}).constructor.constructor('x')()`],
    ['the maker of functions, by name', `({})['constructor']['constructor']`],
    ['the process', `process.env`],
    ['a request', `fetch(x)`],
    ['a computed template', ['load(`', '$', '{x}`)'].join('')],
    ['an address', `load('https://evil.example.org.attacker.net/x')`],
    ['a file of the machine', `read('/etc/passwd')`],
    ['too much text', 'x'.repeat(5_000)],
  ])('is refused with %s', (_what, source) => {
    expect(unsafeIn(proof(source))).not.toEqual([]);
  });

  it.each([
    ['a foreign module', 'import subprocess'],
    ['a foreign module among others', 'import bad, os'],
    ['a foreign module by a way round', 'from os import system as x'],
    ['an import that cannot be read', 'import bad; import os'],
    ['code made of text', 'exec("x")'],
    ['files', 'open("x")'],
    ['the way to every class', '().__class__.__base__.__subclasses__()'],
  ])('in Python is refused with %s', (_what, source) => {
    expect(unsafeIn(proof(source, { language: 'python', modules: ['bad'] }))).not.toEqual([]);
  });

  it('may hold the words of its payload in quotes, and addresses that nobody has', () => {
    expect(unsafeIn(proof(`load()('constructor.prototype.x', 'https://registry.example.test/')`))).toEqual([]);
    expect(unsafeIn(proof('from bad.util import parse\nimport io', { language: 'python', modules: ['bad'] }))).toEqual(
      [],
    );
  });
});

describe('the choice of proofs', () => {
  const index = memoryIndex({
    records: [
      {
        id: 'GHSA-aaaa-bbbb-cccc',
        aliases: ['CVE-2020-0001'],
        modified: '2026-01-01T00:00:00Z',
        affected: [{ package: { ecosystem: 'npm', name: 'bad' }, versions: ['1.0.0'] }],
      },
    ],
  });
  const group = index.groupOf('CVE-2020-0001')?.id ?? '';
  const target = { group_id: group, primary_id: 'CVE-2020-0001', purl: 'pkg:npm/bad@1.0.0', priority: 'high' } as const;
  const chosen = (proofs: readonly Proof[], targets = [target], also = false) =>
    selectProofs(proofs, targets, index, also).chosen.length;

  it('goes by package and by the ids of the alias group, and by nothing else', () => {
    expect(chosen([proof('x')])).toBe(1);
    expect(chosen([proof('x', { ids: ['ghsa-AAAA-bbbb-cccc'] })])).toBe(1);
    expect(chosen([proof('x', { ids: ['CVE-2020-00010'] })])).toBe(0);
    expect(chosen([proof('x', { package: 'good' })])).toBe(0);
    expect(chosen([proof('x', { ecosystem: 'PyPI' })])).toBe(0);
  });

  it('leaves out what was changed, what is unsafe, and what no second person has looked at', () => {
    expect(chosen([proof('x', { digest: 'a'.repeat(64) })])).toBe(0);
    expect(chosen([proof('process.exit()')])).toBe(0);
    const own = { origin: 'operator', author: 'ann' } as const;
    expect(chosen([proof('x', own)])).toBe(0);
    expect(chosen([proof('x', { ...own, reviewedBy: 'ann' })])).toBe(0);
    expect(chosen([proof('x', { ...own, reviewedBy: 'bo' })])).toBe(1);
    expect(chosen([proof('x', own)], [target], true)).toBe(1);
  });
});

describe('two phases', () => {
  const ran = (reproduced: boolean, answers = true): PhaseResult => ({ state: 'ran', reproduced, answers, log: '' });
  const broken: PhaseResult = { state: 'could-not-run', reason: 'no', log: '' };
  it.each([
    ['held', ran(true), ran(false)],
    ['failed', ran(true), ran(true)],
    ['not_reproduced', ran(false), undefined],
    ['could_not_run', broken, undefined],
    ['could_not_run', ran(true), broken],
    ['could_not_run', ran(true), ran(false, false)],
    ['could_not_run', ran(true), undefined],
  ])('give %s', (result, first, second) => {
    expect(judgePhases(proof('x'), first, second).result).toBe(result);
  });

  it('of several proofs are decided by one that failed, then by one that held', () => {
    const of = (...results: readonly ReturnType<typeof judgePhases>['result'][]) =>
      decisive(results.map((result) => ({ result }))).result;
    expect(of('held', 'failed')).toBe('failed');
    expect(of('not_reproduced', 'held')).toBe('held');
    expect(of('could_not_run', 'not_reproduced')).toBe('not_reproduced');
    expect(of()).toBe('none');
  });
});
