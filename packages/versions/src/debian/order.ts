import { distanceOfNumbers } from '../semver/order.ts';
import type { Distance } from '../types.ts';
import { compareWhole, isLetter, type Whole } from '../whole.ts';
import type { DebianParts, DebianVersion } from './parse.ts';

/** deb-version(7), "Sorting algorithm": epoch, upstream version, revision. */
export function orderDebian(a: DebianVersion, b: DebianVersion): number {
  return compareWhole(a.epoch, b.epoch) || orderParts(a.upstream, b.upstream) || orderParts(a.revision, b.revision);
}

/** A tilde marks what comes before a release; Debian has no other notion of a pre-release. */
export function isPrereleaseDebian(version: DebianVersion): boolean {
  return version.upstream.some((part) => typeof part === 'string' && part.includes('~'));
}

/** By the first numbers of the upstream version; another epoch is a major change. */
export function distanceDebian(from: DebianVersion, to: DebianVersion): Distance {
  const same = orderDebian(from, to) === 0;
  if (!same && compareWhole(from.epoch, to.epoch) !== 0) return 'major';
  return distanceOfNumbers(from.numbers, to.numbers, same);
}

/** Text and numbers alternate in both lists from the start, so that equal indices hold equal kinds. */
function orderParts(a: DebianParts, b: DebianParts): number {
  const length = Math.max(a.length, b.length);
  for (let i = 0; i < length; i += 2) {
    const order =
      orderText((a[i] ?? '') as string, (b[i] ?? '') as string) ||
      compareWhole((a[i + 1] ?? 0) as Whole, (b[i + 1] ?? 0) as Whole);
    if (order !== 0) return order;
  }
  return 0;
}

/** A tilde is before the end, the end before letters, letters before everything else. */
function orderText(a: string, b: string): number {
  const length = Math.max(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const order = weight(a, i) - weight(b, i);
    if (order !== 0) return order;
  }
  return 0;
}

function weight(text: string, at: number): number {
  if (at >= text.length) return 0;
  const code = text.charCodeAt(at);
  if (code === 126) return -1;
  return isLetter(code) ? code : code + 256;
}
