/**
 * Milliseconds since the epoch of an RFC 3339 date and time, fractions cut to milliseconds; `undefined` for anything
 * else, impossible days and years before 100 among them. Read by hand, because a feed has several of them per record.
 */
export function parseTimestamp(text: string): number | undefined {
  if (text.length < 20 || text.length > 40) return undefined;
  const year = digits(text, 0, 4);
  const month = digits(text, 5, 7);
  const day = digits(text, 8, 10);
  const hour = digits(text, 11, 13);
  const minute = digits(text, 14, 16);
  const second = digits(text, 17, 19);
  const separators = text[4] === '-' && text[7] === '-' && text[13] === ':' && text[16] === ':';
  const t = text.charCodeAt(10) | 32;
  if (!separators || t !== 116 || year < 0 || hour < 0 || hour > 23 || minute < 0 || minute > 59) return undefined;
  if (month < 1 || month > 12 || day < 1 || day > daysIn(year, month) || second < 0 || second > 60) return undefined;
  let at = 19;
  let milliseconds = 0;
  if (text[at] === '.') {
    const end = digitsEnd(text, at + 1);
    if (end === at + 1) return undefined;
    milliseconds = Number(text.slice(at + 1, Math.min(end, at + 4)).padEnd(3, '0'));
    at = end;
  }
  const offset = offsetMinutes(text, at);
  if (offset === undefined) return undefined;
  if (year < 100) return undefined;
  return Date.UTC(year, month - 1, day, hour, minute, second, milliseconds) - offset * 60_000;
}

/** Minutes east of UTC for `Z` or `±hh:mm` that ends the text; `undefined` for anything else. */
function offsetMinutes(text: string, at: number): number | undefined {
  const sign = text[at];
  if (sign === 'Z' || sign === 'z') return text.length === at + 1 ? 0 : undefined;
  if ((sign !== '+' && sign !== '-') || text.length !== at + 6 || text[at + 3] !== ':') return undefined;
  const hours = digits(text, at + 1, at + 3);
  const minutes = digits(text, at + 4, at + 6);
  if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59) return undefined;
  return (sign === '-' ? -1 : 1) * (hours * 60 + minutes);
}

function daysIn(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

function digitsEnd(text: string, start: number): number {
  let at = start;
  while (at < text.length && text.charCodeAt(at) >= 48 && text.charCodeAt(at) <= 57) at += 1;
  return at;
}

/** The number there, or a negative one when a character is no digit. */
function digits(text: string, start: number, end: number): number {
  let value = 0;
  for (let i = start; i < end; i += 1) {
    const d = text.charCodeAt(i) - 48;
    if (d < 0 || d > 9) return -1;
    value = value * 10 + d;
  }
  return value;
}
