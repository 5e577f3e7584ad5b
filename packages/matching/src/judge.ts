import { type ParsedVersion, schemes, type VersionScheme } from '@maximus/versions';
import type { ComparableRange, CompiledEntry } from './compiled-package.ts';
import { compareRelease } from './ecosystem-release.ts';
import type { Hit, Miss, Undecided } from './types.ts';

/** One advisory's answer for one version. */
export type Judgement =
  | ({ readonly verdict: 'hit' } & Hit)
  | ({ readonly verdict: 'miss' } & Miss)
  | ({ readonly verdict: 'undecided' } & Undecided);

/** A version to judge: read once, judged by every advisory of its package. */
export interface Candidate {
  /** OSV ecosystem with suffix. */
  readonly ecosystem: string;
  /** Absent where nothing is locked. */
  readonly text?: string;
  /** Absent where `text` is, where the ecosystem has no scheme, or where the scheme rejects it: then `problem` says why. */
  readonly parsed?: ParsedVersion;
  readonly problem?: string;
}

/** Reads a version by the scheme of its ecosystem. */
export function readCandidate(
  ecosystem: string,
  version: string | undefined,
  scheme: VersionScheme | undefined,
): Candidate {
  if (version === undefined) return { ecosystem };
  if (scheme === undefined) return { ecosystem, text: version };
  const parsed = scheme.parse(version);
  if (!parsed.ok) return { ecosystem, text: version, problem: parsed.error.message };
  return { ecosystem, text: version, parsed: parsed.value };
}

/**
 * What the record itself says before any version is looked at: withdrawn, another release, nothing to compare. Nothing
 * where versions decide.
 */
export function judgeRecord(entry: CompiledEntry, ecosystem: string): Judgement | undefined {
  const { advisory } = entry;
  if (advisory.withdrawn !== undefined) return { verdict: 'miss', advisory, reason: 'withdrawn' };
  switch (compareRelease(ecosystem, advisory.ecosystem)) {
    case 'other':
      return { verdict: 'miss', advisory, reason: 'other-ecosystem-release' };
    case 'unknown': {
      const text = `the record speaks of ${advisory.ecosystem}, and the release of the component is not known`;
      return { verdict: 'undecided', advisory, reason: 'no-ecosystem-release', text };
    }
    case 'applies':
      break;
  }
  if (entry.everyVersion) return everyVersion(entry);
  if (entry.listed !== undefined || advisory.ranges.some((range) => range.type !== 'GIT')) return undefined;
  return { verdict: 'miss', advisory, reason: advisory.ranges.length === 0 ? 'nothing-affected' : 'git-ranges-only' };
}

/**
 * OSV's evaluation (OSV schema, "Evaluation"): affected when inside a range or in the list of versions. What cannot be
 * compared is undecided, never a miss; a version that is in the list as it is written is a hit all the same.
 */
export function judge(entry: CompiledEntry, candidate: Candidate): Judgement {
  const { advisory } = entry;
  const settled = judgeRecord(entry, candidate.ecosystem);
  if (settled !== undefined) return settled;
  const { text, parsed } = candidate;
  if (text === undefined) return undecided(entry, 'no-version', 'no version is locked');
  if (parsed === undefined) {
    if (entry.listed?.hasText(text)) return { verdict: 'hit', advisory, reason: 'version-list' };
    return candidate.problem === undefined
      ? undecided(entry, 'no-scheme', `the order of versions in ${advisory.ecosystem} is not known`)
      : undecided(entry, 'version-not-comparable', candidate.problem);
  }
  let doubt: Judgement | undefined;
  for (const range of entry.ranges) {
    const verdict = range.compiled.evaluate(parsed);
    if (verdict.affected === true) {
      const { affected: _affected, ...events } = verdict;
      return { verdict: 'hit', advisory, reason: 'range', ...events };
    }
    if (verdict.affected === 'unknown') {
      const reason = isComparable(parsed, range) ? 'event-not-comparable' : 'version-not-comparable';
      doubt ??= undecided(entry, reason, verdict.reason);
    }
  }
  if (entry.listed !== undefined && (entry.listed.hasText(text) || entry.listed.hasEqual(parsed))) {
    return { verdict: 'hit', advisory, reason: 'version-list' };
  }
  return doubt ?? { verdict: 'miss', advisory, reason: 'outside-ranges' };
}

function everyVersion({ advisory }: CompiledEntry): Judgement {
  if (advisory.kind === 'malware') return { verdict: 'hit', advisory, reason: 'malware-name' };
  return { verdict: 'hit', advisory, reason: 'range', introduced: '0' };
}

function undecided({ advisory }: CompiledEntry, reason: Undecided['reason'], text: string): Judgement {
  return { verdict: 'undecided', advisory, reason, text };
}

/** Whether it is not the version that keeps the range from deciding. */
function isComparable(version: ParsedVersion, range: ComparableRange): boolean {
  if (version.doubt !== undefined) return false;
  return range.type === 'ECOSYSTEM' || schemes.get('semver')?.parse(version.raw).ok !== false;
}
