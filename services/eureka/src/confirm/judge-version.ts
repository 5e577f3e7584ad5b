import { formats } from '@maximus/inventory';
import type { MatchResult } from '@maximus/matching';
import type { FindingToRemedy } from '@maximus/storage';
import type { IndexHold } from '../parts.ts';

/** How a version came to be known. */
export type ConfirmMethod = 'lock' | 'sbom' | 'manifest_range';

/** What the live index says of the version of one finding (eureka.md §2). */
export interface VersionJudgement {
  readonly status: 'confirmed' | 'not_present' | 'could_not_check';
  readonly method: ConfirmMethod;
  readonly error?: string;
  /** Group of the live index, by which plans and rescans name the flaw. */
  readonly indexGroup?: string;
}

const kinds: ReadonlyMap<string, string> = new Map(formats.map(({ id, kind }) => [id, kind]));

/** The group of a finding in the live index; `undefined` where no id of it is known there. */
export function indexGroupOf({ index }: IndexHold['live'], finding: FindingToRemedy): string | undefined {
  for (const name of [finding.primaryId, ...finding.groupNames]) {
    const group = index.groupOf(name);
    if (group !== undefined) return group.id;
  }
  return undefined;
}

/**
 * Judges the locked version again, whatever the code looks like. A range alone confirms only when it allows nothing but
 * affected versions; only a version outside of every range proves that the flaw is not present.
 */
export function judgeVersion(live: IndexHold['live'], finding: FindingToRemedy): VersionJudgement {
  const method = methodOf(finding);
  const undecided = (error: string): VersionJudgement => ({ status: 'could_not_check', method, error });
  if (!live.index.covers(finding.ecosystem)) return undecided(`the index holds no advisories of ${finding.ecosystem}`);
  const indexGroup = indexGroupOf(live, finding);
  if (indexGroup === undefined) return undecided(`the live index does not know ${finding.primaryId}`);
  const { ecosystem, name, lockedVersion } = finding;
  const result =
    lockedVersion === null
      ? live.matcher.matchRequirement({ ecosystem, name }, finding.requested)
      : live.matcher.match({ ecosystem, name, version: lockedVersion });
  return { ...judged(result, indexGroup, lockedVersion !== null, method), indexGroup };
}

function judged(result: MatchResult, group: string, isLocked: boolean, method: ConfirmMethod): VersionJudgement {
  const hits = result.hits.filter(({ advisory }) => advisory.groupId === group);
  if (hits.some(({ requirement }) => requirement === undefined || requirement.every))
    return { status: 'confirmed', method };
  if (hits.length > 0)
    return { status: 'could_not_check', method, error: 'the requirement also allows versions that are not affected' };
  const doubt = result.undecided.find(({ advisory }) => advisory.groupId === group);
  if (doubt !== undefined) return { status: 'could_not_check', method, error: doubt.text };
  if (!isLocked) return { status: 'could_not_check', method, error: 'no lock file fixes the version' };
  return { status: 'not_present', method };
}

function methodOf({ lockedVersion, places }: FindingToRemedy): ConfirmMethod {
  if (lockedVersion === null) return 'manifest_range';
  const found = places.map(({ format }) => kinds.get(format) ?? 'lock');
  return found.length > 0 && found.every((kind) => kind === 'sbom') ? 'sbom' : 'lock';
}

/** Whether a place is a lock file, which a remedy can change. */
export function isLockFile({ format }: { readonly format: string }): boolean {
  const kind = kinds.get(format);
  return kind === 'lock' || kind === 'manifest';
}
