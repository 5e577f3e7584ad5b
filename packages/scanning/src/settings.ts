import type { Confidence } from '@maximus/contracts';
import { parseDuration } from '@maximus/kernel';
import type { ScanConfig } from './config.ts';
import type { IgnoreRule } from './ignore/rule.ts';

/** How a scan judges; every value is resolved. */
export interface ScanSettings {
  readonly failOn: ScanConfig['fail_on'];
  /** Whether a severity nobody states counts as reaching the threshold. */
  readonly failOnUnknown: boolean;
  readonly minConfidence: Confidence;
  readonly allowIncomplete: boolean;
  /** Age of the advisory index, in milliseconds, past which a result is stale. */
  readonly maxDbAgeMs: number;
  readonly exposure: ScanConfig['exposure'];
  readonly reachability: boolean;
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  readonly ignore: readonly IgnoreRule[];
}

/** What holds where nothing is said: the defaults of config.ts as data, so that a scan without a settings file loads no schema. */
export const defaultScanConfig: ScanConfig = {
  fail_on: 'high',
  fail_on_unknown: true,
  min_confidence: 'low',
  allow_incomplete: false,
  max_db_age: '7d',
  exposure: 'unknown',
  reachability: true,
  include: [],
  exclude: [],
};

/** Settings in the form that the scan takes. */
export function toSettings(scan: ScanConfig, ignore: readonly IgnoreRule[] = []): ScanSettings {
  return {
    failOn: scan.fail_on,
    failOnUnknown: scan.fail_on_unknown,
    minConfidence: scan.min_confidence,
    allowIncomplete: scan.allow_incomplete,
    maxDbAgeMs: parseDuration(scan.max_db_age) ?? 0,
    exposure: scan.exposure,
    reachability: scan.reachability,
    include: scan.include,
    exclude: scan.exclude,
    ignore,
  };
}
