import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '@maximus/kernel';
import { expect, it } from 'vitest';
import { diffOfDraft, planOfDraft } from '../../plan/code-draft.ts';
import type { RemedyFinding } from '../../plan/finding.ts';
import { type ProjectSources, sourcesIn } from '../../plan/project-sources.ts';
import { npmProject } from '../../testing/npm-project.ts';
import { planProject } from '../../testing/plan-project.ts';

const universe = { 'node-serialize@0.0.4': {} };
const manifests = { '': { name: 'app', version: '1.0.0', dependencies: { 'node-serialize': '0.0.4' } } };
const project = await npmProject({ manifests, universe, locked: { 'node-serialize': ['0.0.4'] } });
const flaws = [{ id: 'CVE-2017-5941', name: 'node-serialize' }];

/** What the rung says of a project whose source files are these. */
async function attemptWith(files: Readonly<Record<string, string>> | undefined, more: Partial<RemedyFinding> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'maximus-code-rule-'));
  try {
    for (const [path, text] of Object.entries(files ?? {})) writeFileSync(join(folder, path), text);
    const sources: ProjectSources | undefined = files === undefined ? undefined : sourcesIn(folder, systemClock);
    const [plain] = await planProject({ files: project, universe, flaws });
    const [target] = plain?.plan.targets ?? [];
    if (target === undefined) throw new RangeError('nothing was planned');
    const findings = [{ ...target, kind: 'vulnerability' as const, exploited: false, ...more }];
    const [remedy] = await planProject({ files: project, universe, flaws, input: { findings, sources } });
    const attempt = remedy?.plan.attempts.find(({ rung }) => rung === 'code-rule');
    return { attempt, plan: remedy?.plan, change: remedy?.change, drafts: remedy?.drafts ?? [] };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const calls = "const s = require('node-serialize');\n\nmodule.exports = (text) => s.unserialize(text);\n";

it('drafts a diff where no version lacks the flaw, changes nothing and leaves the finding open', async () => {
  const { attempt, plan, change, drafts } = await attemptWith({ 'read.js': calls });
  expect(change).toBeUndefined();
  expect(plan).toMatchObject({ rung: 'code-rule', edits: [], package_changes: [] });
  expect(plan?.unresolved).toHaveLength(1);
  expect(attempt).toMatchObject({
    result: 'taken',
    sentence: expect.stringContaining('node-serialize stays, and so does the finding'),
  });
  const [draft] = drafts;
  if (plan === undefined || draft === undefined) throw new RangeError('nothing was drafted');
  expect(planOfDraft(plan, draft)).toMatchObject({
    rung: 'code-rule',
    package_changes: [],
    unresolved: [],
    edits: [{ file: 'read.js', kind: 'code', before_digest: expect.stringMatching(/^[0-9a-f]{64}$/) }],
    attempts: plan.attempts,
  });
  expect(diffOfDraft(draft)).toBe(attempt?.evidence[0]);
  expect(attempt?.evidence).toEqual([
    expect.stringContaining(
      '-module.exports = (text) => s.unserialize(text);\n+module.exports = (text) => JSON.parse(text);',
    ),
  ]);
});

it.each([
  [
    'a call that it does not understand',
    { 'read.js': `${calls}s.unserialize(...more);\n` },
    'rule-incomplete',
    'read.js:4',
  ],
  ['nothing that uses it', { 'read.js': 'module.exports = 1;\n' }, 'no-rule', ''],
  ['no source', undefined, 'no-rule', ''],
] as const)('says why not: %s', async (_what, files, why_not, place) => {
  const { attempt, plan } = await attemptWith(files);
  expect(attempt).toMatchObject({ result: 'not_taken', why_not });
  expect(attempt?.evidence.join()).toContain(place);
  expect(plan?.rung).toBe('manual-review');
});

it('says why not: no rule for the flaw, malware, and a folder that is gone', async () => {
  const other = await attemptWith({ 'read.js': calls }, { primary_id: 'CVE-1' });
  expect(other.attempt).toMatchObject({ why_not: 'no-rule' });
  const malware = await attemptWith({ 'read.js': calls }, { kind: 'malware' });
  expect(malware.attempt).toMatchObject({ why_not: 'policy-forbids' });
  const gone = sourcesIn(join(tmpdir(), 'maximus-not-there'), systemClock);
  expect(await gone()).toEqual({ reason: expect.stringMatching(/.+/) });
});

it('never touches a file that a pipeline or a secret lives in', async () => {
  const { attempt } = await attemptWith({ '.env.js': calls });
  expect(attempt).toMatchObject({ why_not: 'policy-forbids', sentence: expect.stringContaining('.env.js') });
});
