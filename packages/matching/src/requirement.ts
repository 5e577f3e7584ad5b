import type { CompiledEntry, CompiledPackage } from './compiled-package.ts';
import { type Judgement, judge, judgeRecord } from './judge.ts';
import { type KnownVersion, knownVersions } from './known-versions.ts';
import type { Subject } from './types.ts';

/**
 * Judges every advisory of a package for a manifest's requirement: affected when some known version that it allows is.
 * Known are the versions that the advisories name, those that the requirement names, and those just below a
 * fix or a bound.
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
  const allowed = knownVersions(pkg, pkg.scheme, requirement).filter(({ parsed }) =>
    constraint.value.allows(parsed.raw),
  );
  return pkg.entries.map((entry) => judgeAllowed(entry, subject, requirement, allowed));
}

function judgeAllowed(
  entry: CompiledEntry,
  { ecosystem }: Subject,
  text: string,
  allowed: readonly KnownVersion[],
): Judgement {
  const settled = judgeRecord(entry, ecosystem);
  if (settled !== undefined) return settled;
  let witness: { readonly hit: Judgement & { verdict: 'hit' }; readonly version: KnownVersion } | undefined;
  let outside = 0;
  let doubt: Judgement | undefined;
  for (const version of allowed) {
    const { parsed } = version;
    const judgement = judge(entry, { ecosystem, text: parsed.raw, parsed });
    if (judgement.verdict === 'miss') outside += 1;
    else if (judgement.verdict === 'undecided') doubt ??= judgement;
    // The highest, and a version that somebody named rather than one that stands for those below a bound.
    else if (witness === undefined || version.below === undefined || witness.version.below !== undefined) {
      witness = { hit: judgement, version };
    }
  }
  if (witness !== undefined) {
    const { parsed, below } = witness.version;
    const every = outside === 0 && doubt === undefined;
    const requirement = { text, witness: parsed.raw, ...(below !== undefined && { below }), every };
    return { ...witness.hit, requirement };
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
