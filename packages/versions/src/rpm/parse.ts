import type { Ranked } from '../ranked.ts';
import { type Rejection, reject } from '../reading.ts';
import type { ParsedVersion } from '../types.ts';
import { endOfDigits, isDigit, isLetter, readWhole, type Whole } from '../whole.ts';

/** Rank of each kind of segment; the end stands between `~` and `^` (rpm-version(7)). */
export const RANK = { tilde: 0, end: 1, caret: 2, letters: 3, number: 4 } as const;

/** `[epoch:]version[-release]`. */
export interface RpmVersion extends ParsedVersion {
  readonly epoch: Whole;
  readonly version: readonly Ranked[];
  /** Absent where no dash is there: below every release. */
  readonly release: readonly Ranked[] | undefined;
}

const TILDE: Ranked = { rank: RANK.tilde, value: 0 };
const CARET: Ranked = { rank: RANK.caret, value: 0 };

/**
 * Reads epoch, version and release as rpm's parseEVR does: digits before the first colon are the epoch (anything else
 * there belongs to the version), and the release is behind the last dash.
 */
export function parseRpm(raw: string): RpmVersion | Rejection {
  const text = raw.trim();
  if (text === '') return reject('it is empty', 0);
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code <= 32 || code === 127) return reject('a version has no blanks and no control characters', at);
  }
  const digits = endOfDigits(text, 0);
  const hasEpoch = text.charCodeAt(digits) === 58;
  const start = hasEpoch ? digits + 1 : 0;
  const dash = text.lastIndexOf('-');
  const end = dash < start ? text.length : dash;
  return {
    raw,
    epoch: hasEpoch ? readWhole(text, 0, digits) : 0,
    version: segmentsOf(text, start, end),
    release: dash < start ? undefined : segmentsOf(text, dash + 1, text.length),
  };
}

/** Runs of ASCII letters, numbers, `~` and `^`; every other character only separates. */
function segmentsOf(text: string, start: number, end: number): readonly Ranked[] {
  const segments: Ranked[] = [];
  let at = start;
  while (at < end) {
    const code = text.charCodeAt(at);
    const from = at;
    if (isDigit(code)) {
      at = Math.min(endOfDigits(text, at), end);
      segments.push({ rank: RANK.number, value: readWhole(text, from, at) });
    } else if (isLetter(code)) {
      while (at < end && isLetter(text.charCodeAt(at))) at++;
      segments.push({ rank: RANK.letters, value: text.slice(from, at) });
    } else {
      if (code === 126) segments.push(TILDE);
      else if (code === 94) segments.push(CARET);
      at++;
    }
  }
  return segments;
}
