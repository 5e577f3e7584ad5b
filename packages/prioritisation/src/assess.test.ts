import type { Priority, PriorityReason } from '@maximus/contracts';
import { Assessment } from '@maximus/contracts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { assess, kindOf } from './assess.ts';
import { levelOf } from './reasons.ts';
import { scoreOf } from './score.ts';
import type { AssessInput, Context } from './types.ts';

const critical = 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H';
const high = 'CVSS:3.1/AV:L/AC:L/PR:L/UI:N/S:U/C:H/I:H/A:H';
const medium = 'CVSS:3.1/AV:L/AC:L/PR:L/UI:N/S:U/C:H/I:N/A:N';
const low = 'CVSS:3.1/AV:L/AC:H/PR:H/UI:R/S:U/C:L/I:N/A:N';
const kev = { cve_id: 'CVE-2024-0001', date_added: '2024-05-01', known_ransomware: false, source: 'cisa-kev' };
const epss = (probability: number) => ({ cve_id: 'CVE-2024-0001', probability, percentile: 0.5, date: '2026-08-16' });
const quiet: Context = { exposures: ['internal'], services: 1, scopes: ['prod'], reachability: ['unknown'] };

interface Case extends Omit<Partial<AssessInput>, 'context'> {
  readonly vector?: string;
  readonly context?: Partial<Context>;
}
function run({ vector, context, ...rest }: Case) {
  return assess({
    records: [{ id: 'GHSA-1', ...(vector && { severity: [{ type: 'CVSS_V3', score: vector }] }) }],
    kinds: ['vulnerability'],
    firstDetectedAt: '2026-08-19T13:14:15.000Z',
    ...rest,
    context: { ...quiet, ...context },
  });
}
const codes = (input: Case) =>
  run(input)
    .assessment.priority_reasons.filter((reason) => reason.effect !== 'score')
    .map((reason) => `${reason.code}:${reason.effect}`);

describe('the level', () => {
  test.each<[string, Case, Priority, string[]]>([
    [
      'CVSS critical stays without any forecast',
      { vector: critical },
      'critical',
      ['cvss:base', 'ssvc-outcome:at_least'],
    ],
    ['CVSS high, local', { vector: high }, 'high', ['cvss:base']],
    ['CVSS medium', { vector: medium }, 'medium', ['cvss:base']],
    ['CVSS low', { vector: low }, 'low', ['cvss:base']],
    ['CVSS 0.0 is low', { vector: 'CVSS:3.1/AV:L/AC:H/PR:H/UI:R/S:U/C:N/I:N/A:N' }, 'low', ['cvss:base']],
    [
      "the source's word",
      { records: [{ id: 'A', database_specific: { severity: 'none' } }] },
      'medium',
      ['severity-word:base', 'ssvc-outcome:at_least'],
    ],
    ['nothing stated is medium at first', {}, 'medium', ['severity-unknown:base', 'ssvc-outcome:at_least']],
    ['a notice is low', { kinds: ['informational'] }, 'low', ['informational:base']],
    [
      'malware is critical whatever else',
      { vector: low, kinds: ['informational', 'malware'], context: { scopes: ['dev'] } },
      'critical',
      ['cvss:base', 'malware:set', 'dev-only:keep'],
    ],
    ['KEV: at least high', { vector: low, kev }, 'high', ['cvss:base', 'kev:at_least', 'ssvc-outcome:at_least']],
    [
      'a public exploit raises by one',
      { vector: high, context: { exploitPublic: true } },
      'critical',
      ['cvss:base', 'exploit-public:raise'],
    ],
    [
      'a reference of type EVIDENCE is a public exploit',
      { records: [{ id: 'A', references: [{ type: 'EVIDENCE', url: 'x' }], database_specific: { severity: 'low' } }] },
      'medium',
      ['severity-word:base', 'exploit-public:raise', 'ssvc-outcome:at_least'],
    ],
    ['a high forecast raises by one', { vector: medium, epss: epss(0.1) }, 'high', ['cvss:base', 'epss-high:raise']],
    [
      'a high forecast never raises above high',
      { vector: high, epss: epss(0.99) },
      'high',
      ['cvss:base', 'epss-high:raise'],
    ],
    [
      'a high forecast after a public exploit does not make critical',
      { vector: medium, epss: epss(0.99), context: { exploitPublic: true } },
      'high',
      ['cvss:base', 'exploit-public:raise', 'epss-high:raise'],
    ],
    [
      'wide and CVSS 7.0 or more is kept',
      { vector: high, context: { services: 4, scopes: ['dev'] } },
      'high',
      ['cvss:base', 'wide:keep', 'dev-only:keep'],
    ],
    [
      'dev-only lowers by one',
      { vector: high, context: { scopes: ['dev', 'dev'] } },
      'medium',
      ['cvss:base', 'dev-only:lower'],
    ],
    [
      'one occurrence outside dev does not lower',
      { vector: high, context: { scopes: ['dev', 'prod'] } },
      'high',
      ['cvss:base'],
    ],
    [
      'no occurrence known does not lower',
      { vector: high, context: { scopes: [], reachability: [] } },
      'high',
      ['cvss:base'],
    ],
    [
      'not imported anywhere lowers by one',
      { vector: high, context: { reachability: ['not_imported', 'not_imported'] } },
      'medium',
      ['cvss:base', 'not-imported:lower'],
    ],
    [
      'not imported in one place and unknown in another does not lower',
      { vector: high, context: { reachability: ['not_imported', 'unknown'] } },
      'high',
      ['cvss:base'],
    ],
    [
      'two grounds lower once',
      { vector: high, context: { scopes: ['dev'], reachability: ['not_imported'] } },
      'medium',
      ['cvss:base', 'dev-only:lower'],
    ],
    ['low is not lowered and nothing is said', { vector: low, context: { scopes: ['dev'] } }, 'low', ['cvss:base']],
    [
      'no exploit evidence lowers an internal critical',
      { vector: 'CVSS:3.1/AV:L/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H', epss: epss(0.01) },
      'high',
      ['cvss:base', 'no-exploit-evidence:lower'],
    ],
    [
      'no exploit evidence needs every project internal',
      {
        vector: 'CVSS:3.1/AV:L/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H',
        epss: epss(0.01),
        context: { exposures: ['internal', 'unknown'] },
      },
      'critical',
      ['cvss:base', 'ssvc-outcome:at_least'],
    ],
    [
      'nothing lowers under the SSVC level',
      { vector: critical, context: { exposures: ['public'], scopes: ['dev'] } },
      'critical',
      ['cvss:base', 'ssvc-outcome:at_least', 'dev-only:keep'],
    ],
    [
      'a KEV entry forbids lowering',
      { vector: high, kev: { ...kev, known_ransomware: true }, context: { reachability: ['not_imported'] } },
      'high',
      ['cvss:base', 'kev:at_least', 'ssvc-outcome:at_least', 'not-imported:keep'],
    ],
    [
      'a public exploit forbids lowering',
      { vector: high, context: { exploitPublic: true, scopes: ['dev'] } },
      'critical',
      ['cvss:base', 'exploit-public:raise', 'dev-only:keep'],
    ],
  ])('%s', (_name, input, priority, expected) => {
    expect(run(input).assessment.priority).toBe(priority);
    expect(codes(input)).toEqual(expected);
  });

  test('a bad vector is a reason of its own and changes nothing', () => {
    const bad = `CVSS:3.1/${'x'.repeat(200)}`;
    const { assessment, unreadable } = run({ vector: bad });
    expect(assessment.priority_reasons.find((reason) => reason.code === 'severity-unreadable')).toMatchObject({
      effect: 'keep',
      value: `${bad.slice(0, 80)}…`,
    });
    expect(unreadable).toHaveLength(1);
  });
});

describe('the score', () => {
  test('adds the parts of apv.md §6.3', () => {
    const { assessment } = run({
      vector: critical,
      kev,
      epss: epss(0.5),
      context: { exposures: ['public'], services: 1 },
    });
    expect(assessment.priority_score).toBe(Math.round((39.2 + 20 + 7.5 + 10 + 5 + 5 + 1) * 10) / 10);
  });
  test('a missing CVSS counts as 5.0', () => {
    expect(run({ records: [], context: { exposures: ['internal'], services: 0 } }).assessment.priority_score).toBe(30);
  });
  test('malware is 100', () => {
    expect(run({ kinds: ['malware'] }).assessment.priority_score).toBe(100);
  });
  test('services count up to 31', () => {
    const of = (services: number) => run({ vector: medium, context: { services } }).assessment.priority_score;
    expect(of(31) - of(0)).toBeCloseTo(5);
    expect(of(4000)).toBe(of(31));
    expect(of(-5)).toBe(of(0));
  });
  test('wide below CVSS 7.0 counts in the score only', () => {
    const reasons = run({ vector: medium, context: { services: 7 } }).assessment.priority_reasons;
    expect(reasons.filter((reason) => reason.code === 'wide')).toEqual([
      { code: 'wide', text: '7 affected services: 3 points', effect: 'score', value: 3 },
    ]);
  });
});

describe('the deadline', () => {
  test.each<[string, Case, string | undefined, string]>([
    ['3 days', { vector: critical, context: { exposures: ['public'] } }, '2026-08-22T00:00:00.000Z', 'cisa-bod-26-04'],
    ['60 days', { vector: critical }, '2026-10-18T00:00:00.000Z', 'cisa-bod-26-04'],
    ['at next upgrade', { vector: high }, undefined, 'cisa-bod-26-04'],
    ['shortened by a policy', { vector: critical, maxDays: 7 }, '2026-08-26T00:00:00.000Z', 'cisa-bod-26-04+7d'],
    [
      'a policy gives one where there is none',
      { vector: high, maxDays: 90 },
      '2026-11-17T00:00:00.000Z',
      'cisa-bod-26-04+90d',
    ],
    ['never lengthened by a policy', { vector: critical, maxDays: 90 }, '2026-10-18T00:00:00.000Z', 'cisa-bod-26-04'],
  ])('%s', (_name, input, due, policy) => {
    expect([run(input).assessment.due_at, run(input).assessment.due_policy]).toEqual([due, policy]);
  });
});

test('malware wins over the other kinds, a vulnerability over a notice', () => {
  expect(kindOf(['vulnerability', 'malware', 'informational'])).toBe('malware');
  expect(kindOf(['informational', 'vulnerability'])).toBe('vulnerability');
  expect(kindOf(['informational'])).toBe('informational');
  expect(kindOf([])).toBe('vulnerability');
});

const inputs: fc.Arbitrary<AssessInput> = fc.record({
  records: fc.array(
    fc.record(
      {
        id: fc.constantFrom('GHSA-1', 'CVE-2024-0001'),
        severity: fc.array(
          fc.record({
            type: fc.constantFrom('CVSS_V3', 'CVSS_V2', 'Ubuntu'),
            score: fc.constantFrom(critical, high, medium, low, 'high', 'x'),
          }),
          { maxLength: 2 },
        ),
        references: fc.constantFrom([], [{ type: 'EVIDENCE', url: 'x' }], [{ type: 'WEB', url: 'x' }]),
        database_specific: fc.constantFrom({}, { severity: 'MODERATE' }),
      },
      { requiredKeys: ['id'] },
    ),
    { maxLength: 3 },
  ),
  kinds: fc.array(fc.constantFrom('vulnerability', 'vulnerability', 'malware', 'informational'), { maxLength: 2 }),
  kev: fc.option(fc.constant(kev), { nil: undefined }),
  epss: fc.option(fc.double({ min: 0, max: 1, noNaN: true }).map(epss), { nil: undefined }),
  context: fc.record({
    exposures: fc.array(fc.constantFrom('public', 'internal', 'internal', 'unknown'), { maxLength: 2 }),
    services: fc.integer({ min: 0, max: 40 }),
    scopes: fc.array(fc.constantFrom('dev', 'dev', 'prod'), { maxLength: 2 }),
    reachability: fc.array(fc.constantFrom('not_imported', 'not_imported', 'imported', 'unknown'), { maxLength: 2 }),
    exploitPublic: fc.boolean(),
  }),
  firstDetectedAt: fc.constant('2026-08-19T13:14:15.000Z'),
}) as fc.Arbitrary<AssessInput>;

describe('whatever the input', () => {
  const holds = (
    check: (reasons: readonly PriorityReason[], input: AssessInput, result: ReturnType<typeof assess>) => void,
  ) =>
    fc.assert(
      fc.property(inputs, (input) => {
        const result = assess(input);
        check(result.assessment.priority_reasons, input, result);
      }),
      { numRuns: 500 },
    );

  test('level and score follow from the reasons alone', () => {
    holds((reasons, _input, { assessment }) => {
      const copied = JSON.parse(JSON.stringify(reasons)) as PriorityReason[];
      expect([levelOf(copied), scoreOf(copied)]).toEqual([assessment.priority, assessment.priority_score]);
    });
  });

  test('the assessment fits its contract', () => {
    holds((_reasons, _input, { assessment }) => {
      Assessment.parse(JSON.parse(JSON.stringify(assessment)));
    });
  });

  test('a forecast alone never makes critical, and never is called evidence of exploitation', () => {
    holds((reasons, input, { assessment }) => {
      const { epss: _left, ...without } = input;
      if (assessment.priority === 'critical') expect(assess(without).assessment.priority).toBe('critical');
      for (const { text } of reasons.filter((reason) => /epss/i.test(reason.text + reason.code))) {
        expect(text).toMatch(/forecast/);
        expect(text).not.toMatch(/evidence|is exploited|being exploited|in the wild|attack|active/i);
      }
      expect(assessment.ssvc.in_kev).toBe(input.kev !== undefined);
    });
  });

  test('at most one reason lowers, and none with malware, KEV, a public exploit or more than three services', () => {
    holds((reasons, input, { kind, assessment }) => {
      const lowered = reasons.filter((reason) => reason.effect === 'lower');
      expect(lowered.length).toBeLessThanOrEqual(1);
      const held =
        kind === 'malware' ||
        input.kev ||
        input.context.services > 3 ||
        reasons.some((r) => r.code === 'exploit-public');
      if (held) expect(lowered).toEqual([]);
      if (kind === 'malware') expect(assessment.priority).toBe('critical');
    });
  });
});
