import type { ProofResult, RemedyTarget, RescanDiff, TestComparison } from '@maximus/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judge, type VerdictFacts } from './judge.ts';

const purl = 'pkg:npm/minimist@1.2.5';
const target: RemedyTarget = { group_id: 'g1', primary_id: 'CVE-1', purl, priority: 'critical' };
const entry = { alias_group: 'g1', primary_id: 'CVE-1', purl, path: [], priority: 'critical' as const };
const clean: RescanDiff = { index_generation: 'd', fixed: [entry], introduced: [], unchanged: [], not_checked: [] };
const tests: TestComparison = { result: 'equal', newly_failing: [], flaky: [] };
const held: ProofResult = { result: 'held', phase1_reproduced: true, phase2_blocked: true };
const facts: VerdictFacts = {
  targets: [target],
  resolve: { state: 'ok' },
  install: { state: 'ok' },
  rescan: { diff: clean },
  installedAgrees: true,
  tests,
  proof: held,
  majorStep: false,
  changedPackages: 1,
};

describe('a verdict', () => {
  it('is "proven" when the flaw was shown, is gone, and the tests agree', () => {
    expect(judge(facts)).toMatchObject({ verdict: 'proven', confidence: 0.95, confidenceOf: 'success' });
    expect(judge({ ...facts, casesLoadingPackage: 10 }).confidence).toBe(1);
  });

  it('is "fixed" without a proof or with unsteady tests, and "fixed_untested" without tests', () => {
    expect(judge({ ...facts, proof: { result: 'none' } })).toMatchObject({ verdict: 'fixed', confidence: 0.9 });
    expect(judge({ ...facts, tests: { ...tests, result: 'flaky' } })).toMatchObject({
      verdict: 'fixed',
      confidence: 0.85,
    });
    expect(judge({ ...facts, tests: { ...tests, result: 'untested' } })).toMatchObject({ verdict: 'fixed_untested' });
  });

  it('is "fixed_untested", less sure, where archives that no registry serves stay as they were', () => {
    const reason = 'npm accepts the lock file and installs all but one';
    const untested: TestComparison = { ...tests, result: 'untested', reason: 'not everything is installed' };
    const parts = { ...facts, resolve: { state: 'in-part', reason } as const, tests: untested };
    const { installedAgrees: _agrees, ...inPart } = { ...parts, install: { state: 'not-run', reason: 'x' } as const };
    expect(judge(inPart)).toMatchObject({
      verdict: 'fixed_untested',
      confidence: 0.6,
      reason: expect.stringContaining(`; ${reason}; the tests did not run: not everything is installed`),
    });
    expect(judge({ ...inPart, proof: { result: 'none' } }).confidence).toBe(0.55);
  });

  it('takes off for a proof that did not reproduce, a major step and a wide change', () => {
    const weak = judge({ ...facts, proof: { result: 'not_reproduced' }, majorStep: true, changedPackages: 11 });
    expect(weak).toMatchObject({ verdict: 'fixed', confidence: 0.7 });
    expect(weak.terms.reduce((sum, { value }) => sum + value, 0)).toBeCloseTo(weak.confidence);
  });

  it('is "not_fixed" while one affected version is left, whatever its number, or the proof fails', () => {
    const moved = { ...entry, purl: 'pkg:npm/minimist@0.0.8?x=1' };
    const left: RescanDiff = { ...clean, fixed: [], unchanged: [moved] };
    expect(judge({ ...facts, rescan: { diff: left } })).toMatchObject({
      verdict: 'not_fixed',
      confidenceOf: 'failure',
    });
    expect(judge({ ...facts, proof: { result: 'failed' } }).verdict).toBe('not_fixed');
  });

  it('is "mitigated" for code where the use of the flaw went and tests ran, and never "fixed"', () => {
    const left: RescanDiff = { ...clean, fixed: [], unchanged: [entry] };
    const look = (verdict: 'reachable' | 'unreachable' | 'not_decidable') => ({ verdict, reason: 'why' });
    const use = { alias_group: 'g1', primary_id: 'CVE-1', purl, before: look('reachable'), after: look('unreachable') };
    const none: ProofResult = { result: 'none' };
    const code = { ...facts, rescan: { diff: left }, uses: [use], proof: none, changedPackages: 0 };
    expect(judge(code)).toMatchObject({ verdict: 'mitigated', confidence: 0.8, confidenceOf: 'success' });
    expect(judge({ ...code, tests: { ...tests, result: 'flaky' } })).toMatchObject({ verdict: 'mitigated' });
    const failing = { command: 'x', exit_code: 1, duration_ms: 1, passed: 3 };
    expect(judge({ ...code, tests: { ...tests, result: 'no_worse', before: failing } }).verdict).toBe('mitigated');
    const verdictOf = (more: Partial<VerdictFacts>) => judge({ ...code, ...more }).verdict;
    expect(verdictOf({ tests: { ...tests, result: 'no_worse' } })).toBe('inconclusive');
    expect(verdictOf({ tests: { ...tests, result: 'untested' } })).toBe('inconclusive');
    expect(verdictOf({ uses: [{ ...use, after: look('reachable') }] })).toBe('not_fixed');
    expect(verdictOf({ uses: [{ ...use, after: look('not_decidable') }] })).toBe('inconclusive');
    expect(verdictOf({ uses: [{ ...use, before: look('not_decidable') }] })).toBe('inconclusive');
    expect(verdictOf({ rescan: { diff: { ...left, introduced: [{ ...entry, primary_id: 'CVE-2' }] } } })).toBe(
      'introduces',
    );
    expect(verdictOf({ tests: { ...tests, result: 'regressed' } })).toBe('breaks');
  });

  it('is "introduces" when something new comes, and "breaks" when the tree or its tests do', () => {
    const worse: RescanDiff = { ...clean, introduced: [{ ...entry, alias_group: 'g2', primary_id: 'CVE-2' }] };
    expect(judge({ ...facts, rescan: { diff: worse } })).toMatchObject({ verdict: 'introduces' });
    expect(judge({ ...facts, tests: { ...tests, result: 'regressed', newly_failing: ['a > b'] } })).toMatchObject({
      verdict: 'breaks',
      reason: "the project's own tests fail after the change: a > b",
    });
    expect(judge({ ...facts, resolve: { state: 'failed', reason: 'x' } }).verdict).toBe('breaks');
    expect(judge({ ...facts, install: { state: 'failed', reason: 'x' } }).verdict).toBe('breaks');
  });

  it('is "inconclusive" whenever a mandatory part could not be looked at', () => {
    const unsure: Partial<VerdictFacts>[] = [
      { resolve: { state: 'could-not-run', reason: 'registry-unreachable' } },
      { install: { state: 'could-not-run', reason: 'time-out' } },
      { rescan: { diff: clean, inconclusive: 'the index changed' } },
      { installedAgrees: false },
      { targets: [{ ...target, group_id: 'other' }] },
    ];
    for (const part of unsure) expect(judge({ ...facts, ...part }).verdict).toBe('inconclusive');
    const { rescan: _rescan, ...unscanned } = facts;
    expect(judge(unscanned).verdict).toBe('inconclusive');
    expect(judge(unscanned).confidence).toBe(0);
  });

  it('never succeeds with a target left, something introduced, or a rescan that could not be trusted', () => {
    const results = ['equal', 'better', 'no_worse', 'flaky', 'regressed', 'untested'] as const;
    const proofs = ['held', 'failed', 'not_reproduced', 'could_not_run', 'none'] as const;
    const arbitrary = fc.record({
      left: fc.boolean(),
      come: fc.boolean(),
      unsure: fc.boolean(),
      result: fc.constantFrom(...results),
      proof: fc.constantFrom(...proofs),
    });
    fc.assert(
      fc.property(arbitrary, ({ left, come, unsure, result, proof }) => {
        const diff: RescanDiff = {
          ...clean,
          fixed: left ? [] : [entry],
          unchanged: left ? [entry] : [],
          introduced: come ? [{ ...entry, alias_group: 'new' }] : [],
        };
        const { verdict, confidence } = judge({
          ...facts,
          rescan: unsure ? { diff, inconclusive: 'x' } : { diff },
          tests: { ...tests, result },
          proof: { result: proof },
        });
        const success = ['proven', 'fixed', 'fixed_untested'].includes(verdict);
        if (left || come || unsure || result === 'regressed' || proof === 'failed') expect(success).toBe(false);
        if (verdict === 'proven') expect(proof).toBe('held');
        expect(confidence).toBeGreaterThanOrEqual(0);
        expect(confidence).toBeLessThanOrEqual(1);
      }),
    );
  });
});
