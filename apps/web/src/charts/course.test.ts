import { describe, expect, it } from 'vitest';
import { repairs, sumOfClocks } from './course-figures.ts';
import { timeTicks } from './scale.ts';
import { evenSteps } from './steps.ts';

const now = '2026-11-30T20:12:00.000Z';
const at = (day: number) => `2026-11-${day}T00:00:00.000Z`;

describe('the course over time', () => {
  it('has every step of its range, also those in which nothing happened', () => {
    const steps = evenSteps([{ at: at(25) }, { at: at(30) }], { range: '7d', step: 'day', now });
    expect(steps.map((step) => [step.at.slice(8, 10), step.point !== undefined])).toEqual([
      ['24', false],
      ['25', true],
      ['26', false],
      ['27', false],
      ['28', false],
      ['29', false],
      ['30', true],
    ]);
    expect(evenSteps([], { range: '24h', step: 'hour', now })).toHaveLength(24);
    expect(evenSteps([], { range: '1h', step: 'minute', now }).at(-1)?.at).toBe(now);
  });

  it('begins with its first point where the range has no beginning, and never grows without end', () => {
    expect(evenSteps([{ at: at(28) }], { range: 'all', step: 'day', now })).toHaveLength(3);
    expect(evenSteps([], { range: 'all', step: 'day', now })).toHaveLength(1);
    expect(evenSteps([{ at: '2020-01-01T00:00:00.000Z' }], { range: 'all', step: 'day', now })).toHaveLength(400);
  });

  it('weighs a mean by how many it stands on; no repair has none', () => {
    expect(
      repairs([
        { n: 3, mean_seconds: 100 },
        { n: 1, mean_seconds: 500 },
      ]),
    ).toEqual({ n: 4, mean: 200 });
    expect(repairs([])).toEqual({ n: 0, mean: null });
  });

  it('counts a decision in the last fifth of its time as in time', () => {
    const clocks = [
      { in_time: 3, at_risk: 1, late: 0 },
      { in_time: 0, at_risk: 0, late: 2 },
    ];
    expect(sumOfClocks(clocks)).toEqual({ total: 6, inTime: 4, late: 2 });
  });
});

it.each([
  [0, [0, 60]],
  [50, [0, 15, 30, 45, 60]],
  [5_000, [0, 1_800, 3_600, 5_400]],
  [90_000, [0, 43_200, 86_400, 129_600]],
  [864_000 * 9, [0, 2_592_000, 5_184_000, 7_776_000]],
])('an axis up to %i seconds has spans that people count in', (top, ticks) => {
  expect(timeTicks(top)).toEqual(ticks);
});
