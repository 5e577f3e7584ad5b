import type { Reachability } from '@maximus/contracts';
import { scopeCodes } from '@maximus/storage';
import { expect, test } from 'vitest';
import { vexOf } from './vex-of.ts';

const finding = {
  primaryId: 'CVE-2021-23337',
  groupNames: ['CVE-2021-23337', 'GHSA-x'],
  purl: 'pkg:npm/lodash@4.17.20',
  kind: 'vulnerability',
  scope: scopeCodes.indexOf('prod'),
};
const project = 'prj_01m8q9xbfre00951w90schvdxz';
const draftOf = (reach: Partial<Reachability> | undefined, more: Partial<typeof finding> = {}) =>
  vexOf(
    { ...finding, ...more },
    reach === undefined ? undefined : { state: 'imported', locations: [], rule_version: 'x', ...reach },
    { filesScanned: 7 },
    project,
    '2026-11-30T12:00:00Z',
  ).vex_draft;

test('a draft for what nothing uses, with the reason, and none for what is less sure', () => {
  const draft = draftOf({ verdict: 'unreachable', confidence: 0.75, reason: 'nothing uses template' });
  expect(draft).toMatchObject({
    role: 'draft for review',
    statements: [
      {
        status: 'not_affected',
        justification: 'vulnerable_code_not_in_execute_path',
        impact_statement: expect.stringContaining('nothing uses template'),
      },
    ],
  });
  expect(JSON.stringify(draft)).toContain(`urn:maximus:project:${project}`);
  expect(draftOf({ state: 'not_imported', verdict: 'unreachable', confidence: 0.9 })).toBeDefined();
  expect(draftOf({ verdict: 'unreachable', confidence: 0.6 })).toBeUndefined();
  expect(draftOf({ verdict: 'not_decidable', confidence: 0 })).toBeUndefined();
  expect(draftOf({ state: 'reachable', verdict: 'reachable', confidence: 0.95 })).toBeUndefined();
  expect(draftOf(undefined)).toBeUndefined();
});

test('a draft for what is needed for developing only, and none where code imports it or it is malware', () => {
  const scope = scopeCodes.indexOf('dev');
  expect(draftOf(undefined, { scope })).toMatchObject({
    statements: [{ justification: 'component_not_present', impact_statement: expect.stringContaining('developing') }],
  });
  expect(draftOf({ state: 'reachable', verdict: 'reachable', confidence: 0.9 }, { scope })).toBeUndefined();
  expect(draftOf(undefined, { scope, kind: 'malware' })).toBeUndefined();
  const unused = { verdict: 'unreachable', confidence: 0.9 } as const;
  expect(draftOf(unused, { kind: 'malware' })).toBeUndefined();
});
