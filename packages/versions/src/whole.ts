/** A whole number of any size: a `bigint` only where a `number` would lose digits; the two compare exactly. */
export type Whole = number | bigint;

/** Digits that a `number` holds exactly whatever they are. */
const SAFE_DIGITS = 15;

/** Whether a UTF-16 code unit is an ASCII digit. */
export function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

/** Whether a UTF-16 code unit is an ASCII letter. */
export function isLetter(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90);
}

/** Index of the first code unit from `start` on that is not an ASCII digit; `text.length` where all are. */
export function endOfDigits(text: string, start: number): number {
  let at = start;
  while (at < text.length && isDigit(text.charCodeAt(at))) at++;
  return at;
}

/** The number written in `text[start, end)`, which the caller knows to be ASCII digits; an empty slice is 0. */
export function readWhole(text: string, start: number, end: number): Whole {
  if (end - start > SAFE_DIGITS) return shrink(BigInt(text.slice(start, end)));
  let value = 0;
  for (let at = start; at < end; at++) value = value * 10 + (text.charCodeAt(at) - 48);
  return value;
}

/** Negative, zero or positive. */
export function compareWhole(a: Whole, b: Whole): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Compares number by number; a list that ends first is padded with `padding` (default: nothing, so it sorts first). */
export function compareWholes(a: readonly Whole[], b: readonly Whole[], padding: Whole = -1): number {
  const length = Math.max(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const order = compareWhole(a[i] ?? padding, b[i] ?? padding);
    if (order !== 0) return order;
  }
  return 0;
}

/** Negative, zero or positive by UTF-16 code unit: the order of ASCII strings in every native tool. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Leading zeros can make a long text a small number: one value, one representation. */
function shrink(value: bigint): Whole {
  return value <= 999_999_999_999_999n ? Number(value) : value;
}
