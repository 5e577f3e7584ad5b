import type { SsvcOutcome } from '@maximus/contracts';
import { describe, expect, test } from 'vitest';
import { parseCvss } from './cvss/index.ts';
import { assessSsvc, levelOfOutcome, type SsvcSources, ssvcOutcome } from './ssvc.ts';
import { ssvcTable } from './ssvc-table.data.ts';

/** The table of apv.md §6.3, typed a second time in its own words. */
const published = `
no  no  no  | next | next
no  no  yes | 60   | 60
no  yes no  | 60   | 14
no  yes yes | 14   | 3
yes no  no  | 14   | 14
yes no  yes | 14   | 3f
yes yes no  | 14   | 3f
yes yes yes | 3    | 3f`;
const outcomes: Record<string, SsvcOutcome> = {
  next: 'at_next_upgrade',
  '60': '60_days',
  '14': '14_days',
  '3': '3_days',
  '3f': '3_days_forensics',
};
const rows = published
  .trim()
  .split('\n')
  .map((line) => line.split(/[\s|]+/));

test.each(rows)(
  'KEV %s, exposed %s, automatable %s: partial %s, total %s',
  (kev, exposed, automatable, partial, total) => {
    const outcome = (impact: 'partial' | 'total') =>
      ssvcOutcome(kev === 'yes', exposed === 'yes', automatable === 'yes', impact);
    expect([outcome('partial'), outcome('total')]).toEqual([outcomes[partial!], outcomes[total!]]);
  },
);

test('the table has each combination once', () => {
  expect(new Set(ssvcTable.map((r) => `${r.inKev}${r.exposed}${r.automatable}`)).size).toBe(8);
  expect(ssvcTable).toHaveLength(8);
});

test('each outcome asks for its level', () => {
  expect(Object.values(outcomes).map(levelOfOutcome)).toEqual(
    Object.keys(outcomes).map(
      (key) => ({ next: undefined, 60: 'medium', 14: 'high', 3: 'critical', '3f': 'critical' })[key],
    ),
  );
});

const base: SsvcSources = { inKev: false, exposures: ['internal'], kind: 'vulnerability' };
const vector = (text: string) => {
  const parsed = parseCvss(text);
  if (!parsed.ok) throw new Error(parsed.reason);
  return { vector: parsed.value };
};

describe('inputs', () => {
  test('nothing stated: everything is assumed at its worst and listed', () => {
    expect(assessSsvc({ ...base, exposures: [] })).toEqual({
      in_kev: false,
      publicly_exposed: true,
      automatable: true,
      technical_impact: 'total',
      outcome: '3_days',
      assumed: ['publicly_exposed', 'automatable', 'technical_impact'],
    });
  });

  test('a notice without a vector is neither automatable nor total', () => {
    expect(assessSsvc({ ...base, kind: 'informational' })).toMatchObject({
      automatable: false,
      technical_impact: 'partial',
      outcome: 'at_next_upgrade',
      assumed: ['automatable', 'technical_impact'],
    });
  });

  test.each([
    [['public', 'internal'], true, false],
    [['internal', 'unknown'], true, true],
    [['public', 'unknown'], true, false],
    [['internal'], false, false],
    [[], true, true],
  ] as const)('exposures %j: exposed %s, assumed %s', (exposures, exposed, assumed) => {
    const ssvc = assessSsvc({ ...base, exposures });
    expect([ssvc.publicly_exposed, ssvc.assumed.includes('publicly_exposed')]).toEqual([exposed, assumed]);
  });

  test.each([
    ['CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:N', true, 'total'],
    ['CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:U/C:H/I:L/A:H', false, 'partial'],
    ['CVSS:3.1/AV:N/AC:H/PR:N/UI:N/S:U/C:L/I:H/A:H', false, 'partial'],
    ['CVSS:3.1/AV:L/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H', false, 'total'],
    ['AV:N/AC:L/Au:N/C:C/I:C/A:N', true, 'total'],
    ['AV:N/AC:L/Au:S/C:C/I:P/A:N', false, 'partial'],
    ['CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:N/SC:N/SI:N/SA:N', true, 'total'],
    ['CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:L/VA:N/SC:H/SI:H/SA:N/AU:N', false, 'partial'],
    ['CVSS:4.0/AV:P/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:N/SC:N/SI:N/SA:N/AU:Y', true, 'total'],
    ['CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:N/SC:N/SI:N/SA:N/AU:X', true, 'total'],
  ])('%s: automatable %s, impact %s', (text, automatable, impact) => {
    expect(assessSsvc({ ...base, ...vector(text) })).toMatchObject({
      automatable,
      technical_impact: impact,
      assumed: [],
    });
  });

  test('a published record speaks before the base metrics, but not before CVSS 4.0 AU', () => {
    const stated = { published: { automatable: false, technicalImpact: 'partial' } } as const;
    const v3 = vector('CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H');
    const v4 = vector('CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:N/SC:N/SI:N/SA:N/AU:Y');
    expect(assessSsvc({ ...base, ...v3, ...stated })).toMatchObject({
      automatable: false,
      technical_impact: 'partial',
    });
    expect(assessSsvc({ ...base, ...v4, ...stated })).toMatchObject({ automatable: true, technical_impact: 'partial' });
    expect(assessSsvc({ ...base, ...stated }).assumed).toEqual([]);
  });
});
