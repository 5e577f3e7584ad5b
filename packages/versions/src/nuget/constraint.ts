import { inInterval, readIntervals } from '../intervals.ts';
import { isRejection, type Rejection, reject } from '../reading.ts';
import { orderNuget } from './order.ts';
import { parseNuget } from './parse.ts';

/**
 * Reads a version range as NuGet does ("Package versioning", "Version ranges"): an interval, or a bare version, which
 * is the lowest that will do. A floating version (`1.2.*`) asks for the highest, and is satisfied from its lowest on.
 */
export function readNugetRange(text: string): ((version: string) => boolean) | Rejection {
  const trimmed = text.trim();
  if (trimmed === '') return reject('expected a version', 0);
  const interval = trimmed.startsWith('[') || trimmed.startsWith('(');
  const intervals = readIntervals(interval ? trimmed : `[${lowestOf(trimmed)},)`, (each) => parseNuget(lowestOf(each)));
  if ('rule' in intervals) return intervals;
  return (version) => {
    const parsed = parseNuget(version);
    return !isRejection(parsed) && intervals.some((each) => inInterval(parsed, each, orderNuget));
  };
}

function lowestOf(text: string): string {
  if (text === '*' || text === '*-*') return '0.0.0-0';
  if (text.endsWith('.*')) return text.slice(0, -2);
  return text.endsWith('-*') ? `${text.slice(0, -2)}-0` : text;
}
