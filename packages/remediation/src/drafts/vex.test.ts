import { expect, it } from 'vitest';
import { draftVex, type VexFacts } from './vex.ts';

const facts: VexFacts = {
  vulnerability: 'CVE-2026-0001',
  aliases: ['GHSA-xxxx-xxxx-xxxx'],
  purl: 'pkg:npm/bad@1.0.0',
  product: 'pkg:generic/app',
  reachability: 'not_imported',
  shipped: true,
  evidence: '142 files of JavaScript',
  at: '2026-11-30T12:00:00Z',
  author: 'maximus',
};

it('drafts a statement for what no code imports, and for what is not shipped', () => {
  const first = draftVex(facts);
  expect(first).toMatchObject({
    justification: 'vulnerable_code_not_in_execute_path',
    draft: {
      '@context': 'https://openvex.dev/ns/v0.2.0',
      timestamp: facts.at,
      statements: [
        {
          vulnerability: { name: 'CVE-2026-0001' },
          status: 'not_affected',
          products: [{ '@id': 'pkg:generic/app', subcomponents: [{ '@id': facts.purl }] }],
        },
      ],
    },
  });
  expect(draftVex(facts)).toEqual(first);
  const unused = draftVex({ ...facts, reachability: 'imported', notCalled: true });
  expect(unused).toMatchObject({
    draft: {
      statements: [{ impact_statement: 'No code of the project uses what is flawed in it (142 files of JavaScript).' }],
    },
  });
  const unshipped = draftVex({ ...facts, shipped: false, reachability: 'reachable' });
  expect(unshipped).toMatchObject({ justification: 'component_not_present' });
});

it('never takes what could not be told for unaffected', () => {
  expect(draftVex({ ...facts, reachability: 'unknown' })).toMatchObject({ why_not: 'policy-forbids' });
  expect(draftVex({ ...facts, reachability: 'imported' })).toMatchObject({ why_not: 'reachable' });
});
