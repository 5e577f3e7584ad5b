import type { Reachability } from '@maximus/contracts';
import { expect, test } from 'vitest';
import { vexOf } from './vex-of.ts';

const finding = {
  primaryId: 'CVE-2021-23337',
  groupNames: ['CVE-2021-23337', 'GHSA-x'],
  purl: 'pkg:npm/lodash@4.17.20',
};
const project = 'prj_01m8q9xbfre00951w90schvdxz';
const draftOf = (reach: Partial<Reachability> | undefined) =>
  vexOf(
    finding,
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
