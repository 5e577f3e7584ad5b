import type { ParsedVersion, VersionScheme } from '@maximus/versions';
import type { CompiledEntry, CompiledPackage } from './compiled-package.ts';
import { type Judgement, judge, judgeRecord } from './judge.ts';
import type { Subject } from './types.ts';

/** Requirements longer than this are not searched for versions. */
const maxRequirementLength = 1000;
/** Known versions tried per package. */
const maxKnown = 5000;

/**
 * Judges every advisory of a package for a manifest's requirement: affected when some known version that it allows is.
 * Known are the versions that the advisories name, those just below a fix, and those that the requirement itself names.
 */
export function judgeRequirement(pkg: CompiledPackage, subject: Subject, requirement: string): readonly Judgement[] {
  const constraint = pkg.scheme?.constraint?.(requirement);
  if (pkg.scheme === undefined || constraint === undefined || !constraint.ok) {
    const text =
      constraint?.ok === false ? constraint.error.message : `requirements of ${subject.ecosystem} are not compared`;
    return pkg.entries.map(
      (entry): Judgement =>
        judgeRecord(entry, subject.ecosystem) ?? {
          verdict: 'undecided',
          advisory: entry.advisory,
          reason: 'requirement-not-comparable',
          text,
        },
    );
  }
  const allowed = knownVersions(pkg, pkg.scheme, requirement).filter(({ raw }) => constraint.value.allows(raw));
  return pkg.entries.map((entry) => judgeAllowed(entry, subject, requirement, allowed));
}

function judgeAllowed(
  entry: CompiledEntry,
  { ecosystem }: Subject,
  text: string,
  allowed: readonly ParsedVersion[],
): Judgement {
  const settled = judgeRecord(entry, ecosystem);
  if (settled !== undefined) return settled;
  let witness: (Judgement & { verdict: 'hit' }) | undefined;
  let witnessed = '';
  let outside = 0;
  let doubt: Judgement | undefined;
  for (const parsed of allowed) {
    const judgement = judge(entry, { ecosystem, text: parsed.raw, parsed });
    if (judgement.verdict === 'miss') outside += 1;
    else if (judgement.verdict === 'undecided') doubt ??= judgement;
    else {
      witness = judgement;
      witnessed = parsed.raw;
    }
  }
  if (witness !== undefined) {
    return { ...witness, requirement: { text, witness: witnessed, every: outside === 0 && doubt === undefined } };
  }
  if (doubt !== undefined) return doubt;
  // With no allowed version known at all, nothing was compared.
  return allowed.length > 0
    ? { verdict: 'miss', advisory: entry.advisory, reason: 'outside-ranges' }
    : {
        verdict: 'undecided',
        advisory: entry.advisory,
        reason: 'no-version',
        text: `no version that ${text} allows is known`,
      };
}

/** Ascending, so that the last witness is the highest affected version. */
function knownVersions(pkg: CompiledPackage, scheme: VersionScheme, requirement: string): readonly ParsedVersion[] {
  const texts = new Set<string>(namedVersions(requirement));
  for (const { advisory, ranges } of pkg.entries) {
    for (const version of advisory.versions) texts.add(version);
    for (const event of ranges.flatMap((range) => range.events)) {
      const text = event.introduced ?? event.fixed ?? event.last_affected;
      if (text !== undefined) texts.add(text);
      const below = event.fixed === undefined ? undefined : justBelow(event.fixed);
      if (below !== undefined) texts.add(below);
    }
    if (texts.size > maxKnown) break;
  }
  const parsed: ParsedVersion[] = [];
  for (const text of texts) {
    const version = scheme.parse(text);
    if (version.ok && version.value.doubt === undefined) parsed.push(version.value);
  }
  return parsed.sort((a, b) => scheme.order(a, b));
}

/** What looks like a version in a requirement, also with its missing parts as zero: `^1.2` names 1.2 and 1.2.0. */
function namedVersions(requirement: string): readonly string[] {
  const named: string[] = [];
  for (const token of requirement.slice(0, maxRequirementLength).split(/[\s,|<>=~^!()[\]]/)) {
    if (token === '') continue;
    const parts = token.split('.').map((part) => (part === 'x' || part === 'X' || part === '*' ? '0' : part));
    for (; parts.length <= 3; parts.push('0')) named.push(parts.join('.'));
  }
  return named;
}

/** A version below a fix that lies above most of those in use: 1.2.2 for 1.2.3, 1.1.999999 for 1.2.0. */
function justBelow(fixed: string): string | undefined {
  const prefix = fixed.startsWith('v') ? 'v' : '';
  const parts = fixed.slice(prefix.length).split('.');
  if (parts.length > 6 || !parts.every((part) => /^\d{1,9}$/.test(part))) return undefined;
  for (let place = parts.length - 1; place >= 0; place -= 1) {
    const value = Number(parts[place]);
    if (value > 0) {
      const filled = parts.slice(place + 1).map(() => '999999');
      return prefix + [...parts.slice(0, place), String(value - 1), ...filled].join('.');
    }
  }
  return undefined;
}
