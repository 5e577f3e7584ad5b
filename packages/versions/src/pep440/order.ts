import { distanceOfNumbers } from '../semver/order.ts';
import type { Distance } from '../types.ts';
import { compareText, compareWhole, compareWholes, type Whole } from '../whole.ts';
import type { Pep440Version } from './parse.ts';

/** PEP 440, "Summary of permitted suffixes and relative ordering". Legacy forms are below all others. */
export function orderPep440(a: Pep440Version, b: Pep440Version): number {
  return a.legacy.length + b.legacy.length > 0 ? orderLegacy(a, b) : orderPublic(a, b) || orderLocal(a.local, b.local);
}

/** The order without the local label. */
export function orderPublic(a: Pep440Version, b: Pep440Version): number {
  return (
    compareWhole(a.epoch, b.epoch) ||
    compareWholes(a.release, b.release, 0) ||
    preRank(a) - preRank(b) ||
    compareWhole(a.preNumber, b.preNumber) ||
    compareWhole(a.post, b.post) ||
    orderDev(a.dev, b.dev)
  );
}

/** Pre- and dev-releases are what pip leaves out unless asked; of the legacy forms nobody knows. */
export function isPrereleasePep440(version: Pep440Version): boolean {
  return version.pre !== 3 || version.dev !== -1;
}

/** By the first two numbers of the release segment; another epoch is a major change. */
export function distancePep440(from: Pep440Version, to: Pep440Version): Distance {
  const same = orderPep440(from, to) === 0;
  if (!same && compareWhole(from.epoch, to.epoch) !== 0) return 'major';
  return distanceOfNumbers(from.release, to.release, same);
}

/** A dev-release of nothing but the release (`1.0.dev1`) is below its alphas. */
function preRank(version: Pep440Version): number {
  return version.pre === 3 && version.post === -1 && version.dev !== -1 ? -1 : version.pre;
}

function orderDev(a: Whole, b: Whole): number {
  if (a === -1 || b === -1) return a === b ? 0 : a === -1 ? 1 : -1;
  return compareWhole(a, b);
}

/** Numbers are above texts; a label that ends first is below. */
function orderLocal(a: readonly (Whole | string)[], b: readonly (Whole | string)[]): number {
  const shared = Math.min(a.length, b.length);
  for (let i = 0; i < shared; i++) {
    const x = a[i] as Whole | string;
    const y = b[i] as Whole | string;
    const textual = Number(typeof y === 'string') - Number(typeof x === 'string');
    const order = textual || (typeof x === 'string' ? compareText(x, y as string) : compareWhole(x, y as Whole));
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

function orderLegacy(a: Pep440Version, b: Pep440Version): number {
  if (a.legacy.length === 0 || b.legacy.length === 0) return b.legacy.length - a.legacy.length;
  const shared = Math.min(a.legacy.length, b.legacy.length);
  for (let i = 0; i < shared; i++) {
    const order = compareText(a.legacy[i] as string, b.legacy[i] as string);
    if (order !== 0) return order;
  }
  return a.legacy.length - b.legacy.length;
}
