import { expect, it } from 'vitest';
import { npmProject } from '../testing/npm-project.ts';
import type { NpmUniverse } from '../testing/npm-universe.ts';
import { planProject } from '../testing/plan-project.ts';
import type { FindingFacts, RemedyFinding } from './finding.ts';
import type { PlanInput } from './plan-remedies.ts';

const universe: NpmUniverse = { 'bad@1.0.0': {} };
const manifests = { '': { name: 'app', version: '1.0.0', dependencies: { bad: '^1.0.0' } } };
const files = await npmProject({ manifests, universe, locked: { bad: ['1.0.0'] } });
const flaws = [{ id: 'T-1', name: 'bad' }];
const facts: FindingFacts = {
  aliases: [],
  cwes: [79],
  reachability: 'not_imported',
  isShipped: true,
  evidence: '3 files of JavaScript',
};

async function planWith(
  more: Partial<RemedyFinding>,
  exposure: NonNullable<PlanInput['surroundings']>['exposure'] = 'internal',
) {
  const [plain] = await planProject({ files, universe, flaws });
  const [target] = plain?.plan.targets ?? [];
  if (target === undefined) throw new RangeError('nothing was planned');
  const findings = [{ ...target, kind: 'vulnerability' as const, exploited: false, ...more }];
  const surroundings = { exposure, product: 'pkg:generic/app' };
  const [remedy] = await planProject({ files, universe, flaws, input: { findings, surroundings } });
  if (remedy === undefined) throw new RangeError('nothing was planned');
  return { ...remedy, of: (rung: string) => remedy.plan.attempts.find((each) => each.rung === rung) };
}

it('drafts a statement where no code imports the package, changes nothing, and leaves the finding open', async () => {
  const { plan, change, of } = await planWith({ facts });
  expect(change).toBeUndefined();
  expect(plan).toMatchObject({ rung: 'vex-not-affected', edits: [], package_changes: [] });
  expect(plan.unresolved.map(({ target }) => target.primary_id)).toEqual(['T-1']);
  expect(of('vex-not-affected')).toMatchObject({ result: 'taken' });
  expect(JSON.parse(of('vex-not-affected')?.evidence[0] ?? '')).toMatchObject({
    statements: [{ status: 'not_affected', justification: 'vulnerable_code_not_in_execute_path' }],
  });
  expect(of('virtual-patch')).toMatchObject({ result: 'not_taken', why_not: 'not-public' });
});

it('drafts a rule with an expiry where the project is reached from outside', async () => {
  const { plan, of } = await planWith({ facts: { ...facts, reachability: 'reachable' } }, 'public');
  expect(plan.rung).toBe('virtual-patch');
  expect(of('virtual-patch')).toMatchObject({ result: 'taken', sentence: expect.stringContaining('log only, until ') });
  expect(of('virtual-patch')?.evidence[0]).toMatch(/^SecRule .*T-1/);
  expect(of('vex-not-affected')).toMatchObject({ result: 'not_taken', why_not: 'reachable' });
});

it('drafts both, and neither without facts or against what a person asked for', async () => {
  const { plan, of } = await planWith({ facts }, 'public');
  expect([plan.rung, of('vex-not-affected')?.result]).toEqual(['virtual-patch', 'taken']);
  const unknown = await planWith({}, 'unknown');
  expect(unknown.plan.rung).toBe('manual-review');
  expect(unknown.of('virtual-patch')).toMatchObject({
    why_not: 'not-public',
    sentence: expect.stringContaining('Nobody said'),
  });
  expect(unknown.of('vex-not-affected')).toMatchObject({ why_not: 'policy-forbids' });
  const odd = await planWith({ facts: { ...facts, cwes: [1], reachability: 'unknown' } }, 'public');
  expect(odd.of('virtual-patch')).toMatchObject({ why_not: 'no-template' });
  expect(odd.plan.rung).toBe('manual-review');
});

it('drafts nothing for malware: a person removes it', async () => {
  const { plan, of } = await planWith({ facts, kind: 'malware' }, 'public');
  expect(plan.rung).toBe('manual-review');
  expect(of('virtual-patch')).toMatchObject({ why_not: 'no-template' });
  expect(of('vex-not-affected')).toMatchObject({ why_not: 'policy-forbids' });
  expect(of('manual-review')?.sentence).toContain('removes bad or puts another package in its place');
});

it('never goes from one malicious version to another', async () => {
  const two: NpmUniverse = { 'bad@1.0.0': {}, 'bad@1.0.1': {} };
  const tree = await npmProject({ manifests, universe: two, locked: { bad: ['1.0.0'] } });
  const both = [
    { id: 'MAL-1', name: 'bad', fixed: '1.0.1' },
    { id: 'MAL-2', name: 'bad' },
  ];
  const [plain] = await planProject({ files: tree, universe: two, flaws: both });
  const targets = [...(plain?.plan.targets ?? []), ...(plain?.plan.unresolved ?? []).map(({ target }) => target)];
  const findings = targets.map((target) => ({ ...target, kind: 'malware' as const, exploited: false }));
  const [remedy] = await planProject({ files: tree, universe: two, flaws: both, input: { findings } });
  expect(remedy?.change).toBeUndefined();
  expect(remedy?.plan).toMatchObject({ rung: 'manual-review', package_changes: [] });
});
