import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { contrastOf, pairs, parseColour } from './contrast.ts';

const css = readFileSync(new URL('../../design/tokens.css', import.meta.url), 'utf8');
/** The colours of a theme by name. */
function coloursOf(selector: string): ReadonlyMap<string, string> {
  const block = css.slice(css.indexOf(`${selector} {`));
  return new Map(
    [...block.slice(0, block.indexOf('}')).matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].map(
      ([, name = '', value = '']) => [name, value],
    ),
  );
}

describe('colours', () => {
  it.each([
    ['light', ':root'],
    ['dark', ':root[data-theme="dark"]'],
  ])('of the %s theme have the contrast that text needs', (_theme, selector) => {
    const colours = coloursOf(selector);
    const poor = pairs.filter(([ink, ground, least]) => {
      const [one, other] = [ink, ground].map((name) => parseColour(colours.get(name) ?? ''));
      return one === undefined || other === undefined || contrastOf(one, other) < least;
    });
    expect(poor).toEqual([]);
  });

  it('are read in both forms', () => {
    expect([
      parseColour(' #0b6e63'),
      parseColour('rgb(11, 110, 99)'),
      parseColour('rgba(11 110 99 / 1)'),
      parseColour('teal'),
    ]).toEqual([[11, 110, 99], [11, 110, 99], [11, 110, 99], undefined]);
  });

  it('black on white has 21', () => {
    expect(contrastOf([0, 0, 0], [255, 255, 255])).toBeCloseTo(21);
  });
});
