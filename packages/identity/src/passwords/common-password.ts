import { commonWords } from './common-words.data.ts';

/** Most known words of a password before it counts as a phrase of its own. */
const FEW_WORDS = 2;
const LONGEST_WORD = Math.max(...[...commonWords].map((word) => word.length));
const ROWS = ['qwertyuiop', 'asdfghjkl', 'zxcvbnm', 'qwertzuiop', 'yxcvbnm', 'azertyuiop', '1234567890', '0987654321'];
const STAND_INS = new Map([
  ['0', 'o'],
  ['1', 'i'],
  ['3', 'e'],
  ['4', 'a'],
  ['5', 's'],
  ['7', 't'],
  ['@', 'a'],
  ['$', 's'],
  ['!', 'i'],
  ['|', 'l'],
]);

/**
 * Whether a password is one that attackers try first: one or two known words, also with the usual stand-ins, with digits
 * and signs before, between or behind; a run of keys; or a short piece repeated. Offline; no list of whole passwords is
 * needed, since those of 12 characters and more are built this way. Up to 256 characters, linear in them.
 */
export function isCommonPassword(password: string): boolean {
  const folded = password.normalize('NFKC').toLowerCase();
  if (new Set(folded).size < 5 || hasShortPeriod(folded) || isKeyRun(folded)) return true;
  const plain = [...folded].map((character) => STAND_INS.get(character) ?? character).join('');
  // `1` stands for both `i` and `l`.
  const other = [...folded]
    .map((character) => (character === '1' ? 'l' : (STAND_INS.get(character) ?? character)))
    .join('');
  return [folded, plain, other].some((text) => fewestWords(text, folded) <= FEW_WORDS);
}

/**
 * The least number of known words that cover a text; digits and signs between them are free, and so is one other letter in
 * all. `original` is the text before the stand-ins were seen through, so that a digit stays a digit where no word needs it.
 */
function fewestWords(text: string, original: string): number {
  const unreachable = Number.POSITIVE_INFINITY;
  // [without, with] the one free letter.
  const best: [number, number][] = Array.from({ length: text.length + 1 }, () => [unreachable, unreachable]);
  best[0] = [0, unreachable];
  for (let at = 0; at < text.length; at += 1) {
    const [none, one] = best[at] ?? [unreachable, unreachable];
    if (none === unreachable && one === unreachable) continue;
    const free = !/\p{L}/u.test(original[at] ?? '');
    lower(best, at + 1, free ? none : unreachable, free ? one : none);
    for (let length = 2; length <= LONGEST_WORD && at + length <= text.length; length += 1) {
      if (commonWords.has(text.slice(at, at + length))) lower(best, at + length, none + 1, one + 1);
    }
  }
  return Math.min(...(best[text.length] ?? [unreachable]));
}

function lower(best: [number, number][], at: number, none: number, one: number): void {
  const entry = best[at];
  if (entry === undefined) return;
  entry[0] = Math.min(entry[0], none);
  entry[1] = Math.min(entry[1], one);
}

/** `abcabcabcabc`, `Passw0rd!Passw0rd!`: a piece of at most half the length, again and again. */
function hasShortPeriod(text: string): boolean {
  for (let period = 1; period <= text.length / 2; period += 1) {
    let at = period;
    while (at < text.length && text[at] === text[at - period]) at += 1;
    // What is left may be the begin of one more piece.
    if (at === text.length) return period <= 8 || isCommonPassword(text.slice(0, period));
  }
  return false;
}

/** Made of at most three runs along a row of keys, the alphabet or the digits, either way. */
function isKeyRun(text: string): boolean {
  const rows = [...ROWS, 'abcdefghijklmnopqrstuvwxyz'];
  const next = new Set(
    rows.flatMap((row) => [...row].slice(1).flatMap((key, at) => [`${row[at]}${key}`, `${key}${row[at]}`])),
  );
  let runs = 1;
  for (let at = 1; at < text.length; at += 1) {
    const pair = text.slice(at - 1, at + 1);
    if (!next.has(pair) && pair[0] !== pair[1]) runs += 1;
  }
  return runs <= 3;
}
