import { ReviewPolicy } from '@maximus/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { autoApprovalConditions, freezeAt, isSampled } from './auto-approval.ts';
import { effectivePolicy, loosenings } from './effective-policy.ts';
import { evidenceSuffices, mayVote } from './may-vote.ts';
import { requiredApprovals } from './required-approvals.ts';
import type { SubjectFacts, Voter } from './subject.ts';
import { whyNow } from './why-now.ts';
import { afterWorkingSeconds, isTimeZone, workingSecondsBetween } from './working-time.ts';

const policy = ReviewPolicy.parse({});
const on = ReviewPolicy.parse({ auto_approval: { enabled: true } });
const ada = 'usr_00000000000000000000000001';
const subject: SubjectFacts = {
  kind: 'patch',
  projectId: 'prj_1',
  author: 'system:eureka',
  priority: 'high',
  inKev: false,
  rung: 'lock-bump',
  hasDiff: true,
  verdict: 'fixed',
  level: 'container',
  confidence: 0.97,
  prediction: undefined,
  introduced: 0,
  largestStep: 'patch',
};
const voter: Voter = { userId: ada, isReviewer: true, isAdmin: false };
const nowMs = Date.parse('2026-06-01T12:00:00Z');
const failing = (facts: Partial<SubjectFacts>, state = { nowMs, approvedToday: 0 }, rules = on) =>
  autoApprovalConditions(rules, { ...subject, ...facts }, state)
    .filter(({ holds }) => !holds)
    .map(({ code }) => code);

describe('auto-approval', () => {
  it('is off by default, and on needs every condition', () => {
    expect(failing({}, undefined, policy)).toEqual(['enabled']);
    expect(failing({})).toEqual([]);
  });

  it.each<[Partial<SubjectFacts>, string]>([
    [{ verdict: 'fixed_untested' }, 'verdict'],
    [{ verdict: undefined }, 'verdict'],
    [{ level: 'static' }, 'level'],
    [{ level: undefined }, 'level'],
    [{ confidence: 0.94 }, 'confidence'],
    [{ confidence: undefined }, 'confidence'],
    [{ prediction: { prediction: false, confidence: 1 } }, 'prediction'],
    [{ prediction: { prediction: true, confidence: 0.9 } }, 'prediction'],
    [{ priority: 'critical' }, 'priority'],
    [{ inKev: true }, 'kev'],
    [{ rung: 'override' }, 'rung'],
    [{ largestStep: 'major' }, 'step'],
    [{ largestStep: 'unknown' }, 'step'],
    [{ introduced: 1 }, 'introduces_nothing'],
    [{ introduced: undefined }, 'introduces_nothing'],
    [{ author: ada }, 'author'],
    [{ hasDiff: false }, 'subject'],
    [{ kind: 'acceptance' }, 'subject'],
  ])('is refused for %o', (facts, code) => {
    expect(failing(facts)).toContain(code);
  });

  it('stops at its cap, in a freeze and for other projects', () => {
    expect(failing({}, { nowMs, approvedToday: 20 })).toEqual(['daily_cap']);
    const frozen = ReviewPolicy.parse({
      auto_approval: { enabled: true, projects: ['prj_2'] },
      freeze_windows: [{ name: 'release', from: '2026-06-01T00:00:00Z', to: '2026-06-02T00:00:00Z' }],
    });
    expect(failing({}, undefined, frozen)).toEqual(['project', 'not_frozen']);
    expect(freezeAt(frozen.freeze_windows, Date.parse('2026-06-02T00:00:00Z'))).toBeUndefined();
  });

  it('samples about the share it is told, and the same one always the same way', () => {
    const digests = Array.from({ length: 4_000 }, (_, at) => `digest ${at}`);
    const taken = digests.filter((digest) => isSampled(0.1, digest));
    expect(taken.length).toBeGreaterThan(300);
    expect(taken.length).toBeLessThan(500);
    expect(digests.filter((digest) => isSampled(0.1, digest))).toEqual(taken);
    expect(digests.some((digest) => isSampled(0, digest))).toBe(false);
    expect(digests.every((digest) => isSampled(1, digest))).toBe(true);
  });
});

describe('who may vote', () => {
  const codes = (facts: Partial<SubjectFacts>, who: Partial<Voter> = {}, state = {}) =>
    mayVote(policy, { ...subject, ...facts }, { isEscalated: false, voters: [], ...state }, { ...voter, ...who })
      .reasons.filter(({ holds }) => !holds)
      .map(({ code }) => code);

  it('is every reviewer but the author, once', () => {
    expect(codes({})).toEqual([]);
    expect(codes({}, { isReviewer: false })).toEqual(['reviewer']);
    expect(codes({}, { userId: undefined })).toEqual(['person', 'author_differs']);
    expect(codes({ author: ada })).toEqual(['author_differs']);
    expect(codes({ author: ada }, { isAdmin: true })).toEqual(['author_differs']);
    expect(codes({ author: 'Ada' })).toEqual(['author_known', 'author_differs']);
    expect(codes({}, {}, { voters: [ada] })).toEqual(['first_vote']);
  });

  it('of what was escalated is an admin who reviews, or one whom the policy names', () => {
    expect(codes({}, {}, { isEscalated: true })).toEqual(['escalation']);
    expect(codes({}, { isAdmin: true }, { isEscalated: true })).toEqual([]);
    const named = ReviewPolicy.parse({ escalation_reviewers: [ada] });
    expect(mayVote(named, subject, { isEscalated: true, voters: [] }, voter).allowed).toBe(true);
  });

  it('approves what is proven or fixed, and untested only knowingly', () => {
    const holds = (verdict: SubjectFacts['verdict'], said = false) =>
      evidenceSuffices({ ...subject, verdict }, said).holds;
    expect(holds('mitigated')).toBe(true);
    expect([holds('proven'), holds('fixed'), holds('fixed_untested'), holds('fixed_untested', true)]).toEqual([
      true,
      true,
      false,
      true,
    ]);
    for (const verdict of ['inconclusive', 'breaks', 'not_fixed', 'introduces', undefined] as const)
      expect(holds(verdict, true)).toBe(false);
    expect(evidenceSuffices({ ...subject, hasDiff: false, verdict: undefined }, false).holds).toBe(true);
  });
});

describe('required approvals', () => {
  it.each<[Partial<SubjectFacts>, number]>([
    [{}, 1],
    [{ priority: 'critical' }, 2],
    [{ rung: 'major-upgrade' }, 2],
    [{ largestStep: 'major' }, 2],
    [{ rung: 'code-rule' }, 2],
    [{ rung: 'code-llm' }, 2],
    [{ kind: 'acceptance', priority: 'critical' }, 2],
    [{ kind: 'acceptance' }, 1],
  ])('of %o are %i', (facts, expected) => {
    expect(requiredApprovals(policy, { ...subject, ...facts })).toBe(expected);
  });
});

const anyPolicy: fc.Arbitrary<ReviewPolicy> = fc
  .record({
    approvals: fc.record({ standard: fc.integer({ min: 1, max: 5 }), critical: fc.integer({ min: 1, max: 5 }) }),
    undo_window_seconds: fc.integer({ min: 0, max: 300 }),
    sla: fc.record({ high: fc.integer({ min: 60, max: 9_000 }), escalate_on_breach: fc.boolean() }),
    break_glass: fc.boolean(),
    escalation_reviewers: fc.subarray(['a', 'b', 'c']),
    acceptance: fc.record({ max_days: fc.integer({ min: 1, max: 365 }) }),
    auto_approval: fc.record({
      enabled: fc.boolean(),
      projects: fc.option(fc.subarray(['p', 'q', 'r'])),
      daily_cap: fc.integer({ min: 0, max: 50 }),
      sample_rate: fc.double({ min: 0, max: 1, noNaN: true }),
    }),
  })
  .map((made) => ReviewPolicy.parse(made));

describe('policies of narrower scopes', () => {
  it('only ever make it stricter, whatever they say', () => {
    fc.assert(
      fc.property(anyPolicy, anyPolicy, (wide, narrow) => {
        const both = effectivePolicy(wide, narrow);
        const looser = loosenings(wide, both).map(({ code }) => code);
        expect(looser).toEqual([]);
        expect(effectivePolicy(wide, narrow, narrow)).toEqual(both);
        expect(effectivePolicy(wide)).toEqual(wide);
      }),
      { numRuns: 100 },
    );
  });

  it('are refused with what they would loosen', () => {
    const narrow = ReviewPolicy.parse({ undo_window_seconds: 5, sla: { high: 900 }, auto_approval: { enabled: true } });
    expect(loosenings(policy, narrow).map(({ code }) => code)).toEqual([
      'sla.high',
      'undo_window_seconds',
      'auto_approval.enabled',
    ]);
  });
});

describe('working time', () => {
  const hours = { timezone: 'America/Sao_Paulo', days: [1, 2, 3, 4, 5], from: '09:00', to: '18:00' };
  const at = (text: string) => Date.parse(text);

  it('is all the time without working hours', () => {
    expect(afterWorkingSeconds(nowMs, 600, null)).toBe(nowMs + 600_000);
    expect(workingSecondsBetween(nowMs, nowMs + 5_000, null)).toBe(5);
  });

  it('pauses at night and over the weekend', () => {
    // Friday, 29 May 2026, 17:55 in São Paulo (UTC−3): five minutes are left, the rest is Monday morning.
    expect(new Date(afterWorkingSeconds(at('2026-05-29T20:55:00Z'), 600, hours)).toISOString()).toBe(
      '2026-06-01T12:05:00.000Z',
    );
    expect(new Date(afterWorkingSeconds(at('2026-05-30T03:00:00Z'), 60, hours)).toISOString()).toBe(
      '2026-06-01T12:01:00.000Z',
    );
  });

  it('keeps the clock on the wall over a change to summer time, and spans over midnight', () => {
    const berlin = { timezone: 'Europe/Berlin', days: [1, 2, 3, 4, 5, 6, 7], from: '09:00', to: '10:00' };
    // 28 March 2026 is UTC+1, 29 March UTC+2.
    expect(new Date(afterWorkingSeconds(at('2026-03-28T08:30:00Z'), 3_600, berlin)).toISOString()).toBe(
      '2026-03-29T07:30:00.000Z',
    );
    const night = { timezone: 'UTC', days: [1], from: '22:00', to: '02:00' };
    // Monday, 1 June 2026.
    expect(workingSecondsBetween(at('2026-06-01T23:00:00Z'), at('2026-06-02T05:00:00Z'), night)).toBe(3 * 3_600);
  });

  it('adds up: what is between two times is what leads from one to the other', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 600_000 }), fc.integer({ min: 1, max: 200_000 }), (offset, seconds) => {
        const start = nowMs + offset * 1_000;
        const end = afterWorkingSeconds(start, seconds, hours);
        expect(workingSecondsBetween(start, end, hours)).toBeCloseTo(seconds, 3);
      }),
      { numRuns: 30 },
    );
  });

  it('knows the zones there are', () => {
    expect([isTimeZone('UTC'), isTimeZone('America/Sao_Paulo'), isTimeZone('Mars/Olympus')]).toEqual([
      true,
      true,
      false,
    ]);
  });
});

describe('why now', () => {
  const facts = {
    priority: 'critical',
    id: 'CVE-2026-1',
    inKev: true,
    epss: 0.83,
    dueAtMs: nowMs + 30 * 3_600_000,
    verdict: 'fixed_untested',
    package: 'lodash',
    hasDiff: true,
  } as const;

  it('says what presses, in a line', () => {
    expect(whyNow(facts, nowMs)).toBe(
      'critical CVE-2026-1 in lodash · exploited in the wild · EPSS 83 % · due in 30 h · arena: fixed untested',
    );
    expect(whyNow({ ...facts, inKev: false, epss: null, dueAtMs: nowMs - 1 }, nowMs)).toContain('overdue');
  });

  it('says of an override that goes what speaks for it, and names no vulnerability', () => {
    expect(whyNow({ ...facts, dueAtMs: undefined, inKev: false, epss: null, retiresOverride: true }, nowMs)).toBe(
      'the override of lodash is not needed any more · arena: fixed untested',
    );
  });

  it('never takes more than 160 characters, nor half of one', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('a', 'é', '😀', '/'), { maxLength: 200 }), (name) => {
        const line = whyNow({ ...facts, package: name.join('') }, nowMs);
        expect(line.length).toBeLessThanOrEqual(160);
        expect(line.isWellFormed()).toBe(true);
      }),
      { numRuns: 40 },
    );
  });
});
