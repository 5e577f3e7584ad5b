import type { Rung } from '@maximus/contracts';
import { parseDuration } from '@maximus/kernel';
import { defaultPolicy, type RemedyPolicy } from '@maximus/remediation';
import type { EurekaConfig } from '../config.ts';

/** What the settings, and a request, allow of a plan (eureka.md §4). */
export function policyOf({ remedy }: EurekaConfig, rungs?: readonly string[]): RemedyPolicy {
  return {
    ...defaultPolicy,
    minReleaseAgeMs: parseDuration(remedy.min_release_age) ?? defaultPolicy.minReleaseAgeMs,
    allowMajor: remedy.allow_major,
    ...(rungs && { rungs: new Set(rungs as readonly Rung[]) }),
  };
}
