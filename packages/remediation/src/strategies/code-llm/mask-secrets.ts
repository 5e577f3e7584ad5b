/** What stands in the place of a secret. */
export const mask = '***';

/** Shapes of keys and tokens, and values that are named as such. Each is bounded, so that a long line costs no more than its length. */
const shapes: readonly RegExp[] = [
  /-----BEGIN [A-Z ]{0,40}-----.{0,4000}/g,
  /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/g,
  /\bgh[pousr]_[A-Za-z0-9]{20,255}/g,
  /\bglpat-[A-Za-z0-9_-]{16,255}/g,
  /\bxox[a-z]-[A-Za-z0-9-]{10,255}/g,
  /\bsk-[A-Za-z0-9_-]{16,255}/g,
  /\beyJ[A-Za-z0-9_-]{8,1000}\.[A-Za-z0-9_-]{8,2000}\.[A-Za-z0-9_-]{0,1000}/g,
  /\b[A-Fa-f0-9]{32,256}\b/g,
  /\b(?=[A-Za-z0-9+/_-]{0,200}\d)[A-Za-z0-9+/_-]{40,512}={0,2}/g,
];
const named =
  /((?:pass(?:word|wd|phrase)?|pwd|secret|token|api[_-]?key|access[_-]?key|private[_-]?key|credential)[A-Za-z0-9_-]{0,40}["']?\s{0,8}[:=]{1,3}\s{0,8})(["'`])(?:(?!\2).){1,512}\2/gi;
const inAddress = /(:\/\/[^/\s:@"']{0,128}:)[^/\s@"']{1,256}@/g;

/** A line of source without what looks like a secret in it. */
export function withoutSecrets(line: string): string {
  let clean = line.replace(inAddress, `$1${mask}@`).replace(named, `$1$2${mask}$2`);
  for (const shape of shapes) clean = clean.replace(shape, mask);
  return clean;
}
