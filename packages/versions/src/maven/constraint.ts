import { inInterval, readIntervals } from '../intervals.ts';
import { isRejection, type Rejection } from '../reading.ts';
import { orderMaven } from './order.ts';
import { parseMaven } from './parse.ts';

/**
 * Reads a version requirement as Maven does (POM reference, "Dependency Version Requirement Specification"): intervals,
 * or a bare version, which is only a wish and so allows every version.
 */
export function readMavenRequirement(text: string): ((version: string) => boolean) | Rejection {
  const trimmed = text.trim();
  if (!trimmed.startsWith('[') && !trimmed.startsWith('(')) {
    const wish = parseMaven(trimmed);
    return isRejection(wish) ? wish : (version) => !isRejection(parseMaven(version));
  }
  const intervals = readIntervals(trimmed, parseMaven);
  if ('rule' in intervals) return intervals;
  return (version) => {
    const parsed = parseMaven(version);
    return !isRejection(parsed) && intervals.some((interval) => inInterval(parsed, interval, orderMaven));
  };
}
