import { describe, expect, it } from 'vitest';
import { heatOf, openFindings } from './heat.ts';
import { axisTicks, linePath, shownLabels } from './scale.ts';

describe('scales', () => {
  it.each([
    [0, [0, 1]],
    [3, [0, 1, 2, 3]],
    [66, [0, 20, 40, 60, 80]],
    [1_000, [0, 500, 1_000]],
  ])('an axis up to %i has the numbers %j', (top, ticks) => {
    expect(axisTicks(top)).toEqual(ticks);
  });

  it('show as many labels as fit, the last one always', () => {
    expect([...shownLabels(24, 400, 56)].sort((a, b) => a - b)).toEqual([3, 7, 11, 15, 19, 23]);
    expect(shownLabels(0, 400, 56).size).toBe(0);
  });

  it('leave gaps in a line where nothing is known', () => {
    expect(linePath([0, 10, null, 5, 10], 40, 10, 10)).toBe('M0.0 10.0L10.0 0.0M30.0 5.0L40.0 0.0');
    expect(linePath([0], 40, 10, 0)).toBe('M0.0 10.0');
  });
});

describe('the heat of a project', () => {
  it('counts what is still to be dealt with', () => {
    expect(openFindings({ finding_counts: { suspected: 2, confirmed: 1, resolved: 9, accepted: 3 } })).toBe(3);
  });

  it('is cold only where nothing is open', () => {
    expect([heatOf(0, 10), heatOf(1, 10), heatOf(5, 10), heatOf(7, 10), heatOf(10, 10)]).toEqual([0, 1, 2, 3, 4]);
  });
});
