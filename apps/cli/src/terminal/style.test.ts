import { describe, expect, it } from 'vitest';
import { createPaint, cut, pad, plain, wantsColour, widthOf, wrap } from './style.ts';

describe('colour', () => {
  it.each([
    [true, {}, true],
    [false, {}, false],
    [true, { NO_COLOR: '1' }, false],
    [true, { NO_COLOR: '' }, true],
    [false, { FORCE_COLOR: '1' }, true],
    [true, { FORCE_COLOR: '0' }, false],
    [true, { TERM: 'dumb' }, false],
    [true, { NO_COLOR: '1', FORCE_COLOR: '1' }, false],
  ])('terminal %s with %j: %s', (terminal, environment, wanted) =>
    expect(wantsColour(terminal, environment)).toBe(wanted),
  );

  it('nests, and is nothing where it is not wanted', () => {
    expect(createPaint(true)('x', 'red', 'bold')).toBe('\u001b[1m\u001b[31mx\u001b[39m\u001b[22m');
    expect(createPaint(false)('x', 'red')).toBe('x');
  });
});

describe('foreign text', () => {
  it('loses every character that could forge output', () => {
    expect(plain('a\u001b[2Jb\r\nc\u202ed\u0007')).toBe('a\ufffd[2Jb\ufffd\ufffdc\ufffdd\ufffd');
    expect(plain('ação 漢字 → ok')).toBe('ação 漢字 → ok');
  });
});

describe('width', () => {
  it('counts wide characters twice and colour not at all', () => {
    expect(widthOf('漢字a')).toBe(5);
    expect(widthOf(createPaint(true)('abc', 'red'))).toBe(3);
    expect(widthOf('e\u0301')).toBe(1);
  });

  it('cuts, pads and wraps to it', () => {
    expect(cut('abcdef', 4)).toBe('abc…');
    expect(cut('漢字漢字', 4)).toBe('漢…');
    expect(pad('ab', 4)).toBe('ab  ');
    expect(wrap('one two three', 8)).toEqual(['one two', 'three']);
  });
});
