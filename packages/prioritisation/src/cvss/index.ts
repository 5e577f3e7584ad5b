import type { Cvss } from '@maximus/contracts';
import { scoreV2, v2Grammar } from './v2.ts';
import { scoreV3, v3Grammar } from './v3.ts';
import { scoreV4, v4Grammar } from './v4.ts';
import { type Metrics, parseMetrics } from './vector.ts';

/** A CVSS vector that was read. `metrics` holds what the vector states, by abbreviation. */
export interface ParsedCvss {
  readonly version: Cvss['version'];
  readonly baseScore: number;
  readonly metrics: Metrics;
}

/** What a vector turned out to be; `reason` completes the sentence "it is not a CVSS vector: …". */
export type CvssResult =
  | { readonly ok: true; readonly value: ParsedCvss }
  | { readonly ok: false; readonly reason: string };

/**
 * Reads a vector of any version and computes its base score. The version is told by the `CVSS:x.y/` prefix; without one
 * it is version 2, whose vectors have none (parentheses around them are dropped). Never throws.
 */
export function parseCvss(vector: string): CvssResult {
  const text = vector.trim();
  const slash = text.indexOf('/');
  const prefix = text.startsWith('CVSS:') ? text.slice(5, slash < 0 ? undefined : slash) : '2.0';
  const rest = text.startsWith('CVSS:') ? text.slice(slash + 1) : text.replace(/^\(|\)$/g, '');
  switch (prefix) {
    case '4.0':
      return read(prefix, parseMetrics(rest, v4Grammar), scoreV4);
    case '3.1':
    case '3.0':
      return read(prefix, parseMetrics(rest, v3Grammar), (metrics) => scoreV3(metrics, prefix));
    case '2.0':
      return read(prefix, parseMetrics(rest, v2Grammar), scoreV2);
    default:
      return { ok: false, reason: `version "${prefix.slice(0, 20)}" is not known` };
  }
}

function read(version: Cvss['version'], metrics: Metrics | string, score: (metrics: Metrics) => number): CvssResult {
  if (typeof metrics === 'string') return { ok: false, reason: metrics };
  return { ok: true, value: { version, baseScore: score(metrics), metrics } };
}

/** The word for a score, on one scale for all versions: 9 critical, 7 high, 4 medium (CVSS 3.1, table 14). */
export function severityOfScore(score: number): Cvss['severity'] {
  if (score >= 9) return 'CRITICAL';
  if (score >= 7) return 'HIGH';
  if (score >= 4) return 'MEDIUM';
  return score > 0 ? 'LOW' : 'NONE';
}
