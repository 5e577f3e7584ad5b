import { patchStatuses, Rung } from '@maximus/contracts';
import { describe, expect, it } from 'vitest';
import { countsOfLoop } from '../pages/overview/loop-stages.ts';
import { draftOf, isDiff } from './draft-diff.ts';
import { changesNothing } from './no-change.ts';
import { stepStates } from './patch-steps.ts';
import { packageName, webAddress } from './safe-names.ts';
import { whatWouldChange } from './what-would-change.ts';

describe('names and addresses of foreign data', () => {
  it.each([
    ['pkg:npm/%40babel/core', '@babel/core'],
    ['pkg:golang/golang.org/x/net?type=module', 'golang.org/x/net'],
    ['left-pad', 'left-pad'],
    ['pkg:npm/%zz', '%zz'],
  ])('%s is known as %s', (purl, name) => {
    expect(packageName(purl)).toBe(name);
  });

  it('are links only where they are of the web', () => {
    expect(webAddress('https://example.test/x')).toBe('https://example.test/x');
    for (const bad of [undefined, 'javascript:alert(1)', ' https://x', 'data:text/html,x', 'ftp://x', 'http://']) {
      expect([bad, webAddress(bad)]).toEqual([bad, undefined]);
    }
  });
});

describe('the steps of a patch', () => {
  it('are known for every status', () => {
    for (const status of patchStatuses) expect([status, stepStates(status).length]).toEqual([status, 6]);
    expect(stepStates('pending_review')).toEqual(['done', 'done', 'current', 'open', 'open', 'open']);
    expect(stepStates('verified')).toEqual(Array(6).fill('done'));
    expect(stepStates('rejected')).toContain('failed');
  });
});

describe('a rung', () => {
  it('that is a statement, a rule or a task changes no package', () => {
    expect(Rung.options.filter(changesNothing)).toEqual([
      'code-rule',
      'code-llm',
      'virtual-patch',
      'vex-not-affected',
      'manual-review',
    ]);
  });
});

describe('what would change a priority', () => {
  const ssvc = {
    in_kev: false,
    publicly_exposed: true,
    automatable: true,
    technical_impact: 'total',
    outcome: '14_days',
    assumed: ['publicly_exposed', 'automatable'],
  } as const;

  it('names assumed inputs first, and what is not known yet', () => {
    expect(whatWouldChange({ ssvc: { ...ssvc, assumed: [...ssvc.assumed] }, priority: 'high' })).toEqual([
      'internal',
      'not-automatable',
      'kev',
      'epss',
      'patched',
    ]);
  });

  it('names nothing that is already so', () => {
    const kev = { cve_id: 'CVE-1', date_added: '2026-01-01', known_ransomware: false, source: 's' };
    const epss = { cve_id: 'CVE-1', probability: 0.9, percentile: 0.9, date: '2026-01-01' };
    expect(
      whatWouldChange({ ssvc: { ...ssvc, publicly_exposed: false, assumed: [] }, priority: 'high', kev, epss }),
    ).toEqual(['external', 'patched']);
  });
});

describe('the counts of the loop', () => {
  it('are absent where nobody could say, and never zero', () => {
    expect(countsOfLoop({})).toEqual({
      sense: undefined,
      confirm: undefined,
      remedy: undefined,
      review: undefined,
      deliver: undefined,
      verify: undefined,
    });
  });

  it('come from APVs, patches and the queue', () => {
    const counts = countsOfLoop({
      apvs: { detected: 3, could_not_check: 1, confirmed: 2, resolved: 5 },
      patches: { planned: 1, validating: 1, pending_review: 4, delivered: 2 },
      waiting: 4,
    });
    expect(counts).toEqual({ sense: 4, confirm: 2, remedy: 2, review: 4, deliver: 2, verify: 5 });
    expect(countsOfLoop({ apvs: { remediating: 7 } }).remedy).toBe(7);
  });
});

describe('a draft of code', () => {
  const diff = '--- a/src/load.py\n+++ b/src/load.py\n@@ -1,1 +1,1 @@\n-yaml.load(text)\n+yaml.safe_load(text)\n';
  const attempt = (rung: string, evidence: readonly string[]) =>
    ({ rung, result: 'taken', sentence: '', evidence, duration_ms: 0 }) as never;

  it('is what its rung left as a diff', () => {
    expect(draftOf('code-rule', [attempt('code-rule', ['why', diff]), attempt('code-llm', [diff])])).toBe(diff);
    expect(draftOf('code-rule', [attempt('code-rule', [diff.trimEnd(), diff])])).toBe(diff + diff);
    expect(draftOf('virtual-patch', [attempt('virtual-patch', ['SecRule ARGS "x"\n  "deny"'])])).toBeUndefined();
    expect(draftOf('code-rule')).toBeUndefined();
  });

  it('is none where the text only looks like one', () => {
    expect(isDiff(diff)).toBe(true);
    expect(isDiff('--- a\n+++ b\nno hunk')).toBe(false);
    expect(isDiff('minimist 1.2.5 → 1.2.8')).toBe(false);
  });
});
