import { endOfDigits, isDigit } from '../whole.ts';

/** Width to which setuptools padded numbers, so that they compare as text. */
const WIDTH = 8;
const FINAL = '*final';
const FINAL_DASH = '*final-';

/**
 * The key by which setuptools ordered versions from before PEP 440 (`pkg_resources.parse_version`, kept by `packaging`
 * up to 21 as LegacyVersion): below every PEP 440 version, among themselves part by part as text. Nothing for text that
 * no release was ever called by: blanks, control or non-ASCII characters, no letter or digit at all.
 */
export function readLegacy(text: string): readonly string[] | undefined {
  const key: string[] = [];
  const lower = text.toLowerCase();
  for (const raw of components(lower)) {
    const part = keyOf(raw);
    if (part === '') continue;
    if (part.startsWith('*')) {
      if (part < FINAL) while (key.at(-1) === FINAL_DASH) key.pop();
      while (key.at(-1) === '00000000') key.pop();
    }
    key.push(part);
  }
  let meaningful = false;
  for (let at = 0; at < lower.length; at++) {
    const code = lower.charCodeAt(at);
    if (code <= 32 || code >= 127) return undefined;
    if (isDigit(code) || isLower(code)) meaningful = true;
  }
  return meaningful ? [...key, FINAL] : undefined;
}

function keyOf(part: string): string {
  if (isDigit(part.charCodeAt(0))) return part.padStart(WIDTH, '0');
  switch (part) {
    case '.':
      return '';
    case '-':
      return FINAL_DASH;
    case 'pre':
    case 'preview':
    case 'rc':
      return '*c';
    case 'dev':
      return '*@';
    default:
      return `*${part}`;
  }
}

/** Runs of digits, runs of letters, single dots and dashes, and runs of whatever else there is. */
function components(text: string): string[] {
  const parts: string[] = [];
  let at = 0;
  while (at < text.length) {
    const from = at;
    const code = text.charCodeAt(at);
    if (isDigit(code)) at = endOfDigits(text, at);
    else if (isLower(code)) while (isLower(text.charCodeAt(at))) at++;
    else if (code === 46 || code === 45) at++;
    else while (at < text.length && isOther(text.charCodeAt(at))) at++;
    parts.push(text.slice(from, at));
  }
  return parts;
}

function isLower(code: number): boolean {
  return code >= 97 && code <= 122;
}

function isOther(code: number): boolean {
  return !isDigit(code) && !isLower(code) && code !== 46 && code !== 45;
}
