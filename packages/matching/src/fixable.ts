import type { AdvisoryKind, FixableBy } from '@maximus/contracts';
import { schemeFor, type VersionScheme } from '@maximus/versions';

/** What decides how a finding can be removed. */
export interface FixableInput {
  readonly ecosystem: string;
  readonly kind: AdvisoryKind;
  /** The locked version; absent where a manifest only asks. */
  readonly version?: string;
  /** `fixedVersion`, or `removedBy` of the finding. */
  readonly target?: string;
  /** A manifest of the project asks for it, or a rule of the project pins it. */
  readonly direct: boolean;
  /** The range in the project's manifest. */
  readonly requested?: string;
  /** An override, resolution or replace rule holds the version. */
  readonly overridden?: boolean;
  /** The requirement of each edge from another package; `undefined` where the file does not record it. */
  readonly parents: readonly (string | undefined)[];
}

/** The cheapest kind of change that removes a finding. It says what to try, never that it will hold. */
export function fixableBy(input: FixableInput): FixableBy {
  const { target, version } = input;
  if (target === undefined) return input.kind === 'malware' ? 'removal' : 'no_fix';
  const scheme = schemeFor(input.ecosystem);
  const allows = (requirement: string | undefined) => allowsVersion(scheme, requirement, target);
  if (input.overridden !== true) {
    const wanted = input.direct ? [input.requested, ...input.parents] : input.parents;
    if (version !== undefined && wanted.length > 0 && wanted.every((each) => allows(each) === true))
      return 'lock_refresh';
    // A parent that forbids the target keeps the old version in the tree, whatever the project asks for.
    if (!input.direct || input.parents.some((each) => allows(each) === false)) return 'parent_upgrade';
  }
  return isMajor(scheme, version, target) ? 'direct_major_upgrade' : 'direct_upgrade';
}

/** `undefined` where it is not known. */
function allowsVersion(
  scheme: VersionScheme | undefined,
  requirement: string | undefined,
  version: string,
): boolean | undefined {
  if (requirement === undefined) return undefined;
  const constraint = scheme?.constraint?.(requirement);
  return constraint?.ok ? constraint.value.allows(version) : undefined;
}

function isMajor(scheme: VersionScheme | undefined, from: string | undefined, to: string): boolean {
  if (scheme?.distance === undefined || from === undefined) return false;
  const [a, b] = [scheme.parse(from), scheme.parse(to)];
  return a.ok && b.ok && scheme.distance(a.value, b.value) === 'major';
}
