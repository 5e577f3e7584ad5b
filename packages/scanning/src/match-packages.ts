import type { AdvisoryIndex } from '@maximus/advisories';
import { findingsOf, type GroupFinding, type Matcher, type MatchResult, type Undecided } from '@maximus/matching';
import { baseEcosystem } from '@maximus/versions';
import { errors } from './errors.ts';
import type { IncompleteList } from './incomplete.ts';
import type { ScannedPackage } from './subjects.ts';

/** One alias group in one package. */
export interface PackageFinding {
  readonly scanned: ScannedPackage;
  readonly found: GroupFinding;
}

const silentInventoryCodes = new Set(['inventory.unresolved']);

/** Whether the file itself already says that versions in it are decided elsewhere. */
function alreadySaid(scanned: ScannedPackage): boolean {
  return scanned.places.every(({ file }) =>
    file.parsed.problems.some(({ error }) => silentInventoryCodes.has(error.code)),
  );
}

function noteUndecided(scanned: ScannedPackage, undecided: readonly Undecided[], incomplete: IncompleteList): void {
  if (undecided.length === 0) return;
  const place = scanned.places[0];
  const where = {
    ...(place === undefined ? {} : { file: place.file.label }),
    ...(place?.component.line === undefined ? {} : { line: place.component.line }),
  };
  const versionSide = undecided.filter(({ reason }) => reason !== 'event-not-comparable');
  const [first] = versionSide;
  if (first !== undefined && first.reason !== 'no-version') {
    const message = `${scanned.name} ${scanned.version ?? ''}: ${first.text}`;
    incomplete.add('version', errors.version_not_comparable(message, where), scanned.purl, versionSide.length);
  }
  for (const { advisory, reason, text } of undecided) {
    if (reason !== 'event-not-comparable') continue;
    incomplete.add(
      'advisory',
      errors.advisory_not_comparable(`${scanned.name}: ${advisory.id}: ${text}`, where),
      scanned.purl,
    );
  }
}

function noteMisses(scanned: ScannedPackage, result: MatchResult, incomplete: IncompleteList): void {
  if (!result.misses.some(({ reason }) => reason === 'git-ranges-only')) return;
  const judged = new Set(
    [...result.hits, ...result.misses.filter(({ reason }) => reason === 'outside-ranges')].map(
      ({ advisory }) => advisory.groupId,
    ),
  );
  for (const { advisory, reason } of result.misses) {
    if (reason !== 'git-ranges-only' || judged.has(advisory.groupId)) continue;
    const message = `${scanned.name}: ${advisory.id} names commits only, which no version can be compared with`;
    const file = scanned.places[0]?.file.label;
    incomplete.add(
      'advisory',
      errors.advisory_not_comparable(message, file === undefined ? {} : { file }),
      scanned.purl,
    );
  }
}

/** How many packages of which ecosystems the index has no advisory of. */
function noteUncovered(
  uncovered: ReadonlyMap<string, { count: number; file: string | undefined }>,
  incomplete: IncompleteList,
): void {
  for (const [ecosystem, { count, file }] of uncovered) {
    const message = `${ecosystem}: this index was not built from its advisories, so its packages were not checked`;
    incomplete.add(
      'ecosystem',
      errors.ecosystem_not_covered(message, file === undefined ? {} : { file }),
      ecosystem,
      count,
    );
  }
}

function matchOne(matcher: Matcher, scanned: ScannedPackage): MatchResult {
  if (scanned.version !== undefined) return matcher.match(scanned);
  const requested = scanned.places.find(({ component }) => component.requested !== undefined)?.component.requested;
  return requested === undefined ? matcher.match(scanned) : matcher.matchRequirement(scanned, requested);
}

/** Matches every package and notes each that could not be judged. In the order of the packages. */
export function matchPackages(
  packages: readonly ScannedPackage[],
  matcher: Matcher,
  index: AdvisoryIndex,
  incomplete: IncompleteList,
): readonly PackageFinding[] {
  const findings: PackageFinding[] = [];
  const uncovered = new Map<string, { count: number; file: string | undefined }>();
  const coverage = new Map<string, boolean>();
  const unlocked = new Map<string, number>();
  for (const scanned of packages) {
    const covered = coverage.get(scanned.ecosystem) ?? index.covers(scanned.ecosystem);
    coverage.set(scanned.ecosystem, covered);
    if (!covered) {
      const ecosystem = baseEcosystem(scanned.ecosystem);
      const row = uncovered.get(ecosystem) ?? { count: 0, file: scanned.places[0]?.file.label };
      row.count++;
      uncovered.set(ecosystem, row);
    }
    // Nine packages in ten with advisories are newer than all of them.
    if (scanned.version !== undefined && index.rulesOut(scanned.ecosystem, scanned.name, scanned.version)) continue;
    const result = matchOne(matcher, scanned);
    if (scanned.version === undefined && !alreadySaid(scanned)) {
      const label = scanned.places[0]?.file.label ?? '';
      unlocked.set(label, (unlocked.get(label) ?? 0) + 1);
    }
    noteUndecided(scanned, result.undecided, incomplete);
    noteMisses(scanned, result, incomplete);
    for (const found of findingsOf(matcher, scanned, result)) findings.push({ scanned, found });
  }
  noteUncovered(uncovered, incomplete);
  for (const [file, count] of unlocked) {
    const message = 'packages without a locked version; only the range of the manifest was looked at';
    incomplete.add('component', errors.version_unknown(message, { file }), file, count);
  }
  return findings;
}
