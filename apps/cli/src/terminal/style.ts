import { stripVTControlCharacters } from 'node:util';

const codes = {
  bold: [1, 22],
  dim: [2, 22],
  italic: [3, 23],
  underline: [4, 24],
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  blue: [34, 39],
  magenta: [35, 39],
  cyan: [36, 39],
  grey: [90, 39],
  white: [97, 39],
  onRed: [41, 49],
} as const;

/** A name of a colour or weight. */
export type StyleName = keyof typeof codes;

/** Paints text where colour is wanted and leaves it alone where not. */
export type Paint = (text: string, ...styles: readonly StyleName[]) => string;

/**
 * Whether to colour: never with `NO_COLOR` set to anything, always with `FORCE_COLOR` other than `0`, else on a
 * terminal that is not `dumb` (no-color.org).
 */
export function wantsColour(isTerminal: boolean, environment: Readonly<Record<string, string | undefined>>): boolean {
  if ((environment['NO_COLOR'] ?? '') !== '') return false;
  const forced = environment['FORCE_COLOR'];
  if (forced !== undefined && forced !== '') return forced !== '0';
  return isTerminal && environment['TERM'] !== 'dumb';
}

/** A painter. */
export function createPaint(colour: boolean): Paint {
  if (!colour) return (text) => text;
  return (text, ...styles) =>
    styles.reduce((inner, name) => `\u001b[${codes[name][0]}m${inner}\u001b[${codes[name][1]}m`, text);
}

/** C0, C1, zero-width, line and direction characters: what can hide or forge output (CVE-2021-42574). */
function isControl(code: number): boolean {
  return (
    code < 0x20 ||
    (code >= 0x7f && code <= 0x9f) ||
    (code >= 0x200b && code <= 0x200f) ||
    (code >= 0x2028 && code <= 0x202e) ||
    (code >= 0x2060 && code <= 0x2069) ||
    code === 0xfeff
  );
}

/** Foreign text made safe for a terminal: control and direction characters become `�`. */
export function plain(text: string): string {
  let safe = '';
  for (const character of text) safe += isControl(character.codePointAt(0) ?? 0) ? '\ufffd' : character;
  return safe;
}

/** Columns that a text takes: wide characters count two, marks none, colour codes none. */
export function widthOf(text: string): number {
  let width = 0;
  for (const character of stripVTControlCharacters(text)) {
    const code = character.codePointAt(0) ?? 0;
    if (code >= 0x300 && code <= 0x36f) continue;
    width += isWide(code) ? 2 : 1;
  }
  return width;
}

function isWide(code: number): boolean {
  return (
    (code >= 0x1100 && code <= 0x115f) ||
    (code >= 0x2e80 && code <= 0xa4cf) ||
    (code >= 0xac00 && code <= 0xd7a3) ||
    (code >= 0xf900 && code <= 0xfaff) ||
    (code >= 0xfe30 && code <= 0xfe6f) ||
    (code >= 0xff00 && code <= 0xff60) ||
    (code >= 0x1f300 && code <= 0x1faff)
  );
}

/** Text cut to a width with `…`; unpainted text only. */
export function cut(text: string, width: number): string {
  if (widthOf(text) <= width) return text;
  let kept = '';
  let used = 0;
  for (const character of text) {
    const next = widthOf(character);
    if (used + next > width - 1) break;
    kept += character;
    used += next;
  }
  return `${kept}…`;
}

/** Painted or plain text filled with spaces to a width. */
export function pad(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - widthOf(text)));
}

/** Unpainted text as lines of at most `width` columns, broken at spaces. */
export function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/u)) {
    if (line !== '' && widthOf(line) + 1 + widthOf(word) > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  if (line !== '') lines.push(line);
  return lines;
}
