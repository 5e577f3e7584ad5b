import { createHash } from 'node:crypto';
import type { PackageChange, RemedyTarget, Rung } from '@maximus/contracts';
import type { PlannedRemedy } from '@maximus/remediation';

type FileChange = NonNullable<PlannedRemedy['change']>['files'][number];

const ladder: readonly Rung[] = ['lock-bump', 'direct-upgrade', 'parent-upgrade', 'override', 'major-upgrade'];

/**
 * Remedies of one lock file, each planned on top of those before it, as the one change that they are together: the package
 * manager and the arena then run once. `along` are targets that went with a change that was made for another.
 */
export function combineRemedies(
  remedies: readonly PlannedRemedy[],
  along: readonly RemedyTarget[],
): PlannedRemedy | undefined {
  const changing = remedies.flatMap(({ change }) => (change === undefined ? [] : [change]));
  const [first] = remedies;
  const last = changing.at(-1);
  if (first === undefined || last === undefined) return undefined;
  const files = joinedFiles(changing.flatMap((change) => change.files));
  return {
    plan: {
      ...first.plan,
      rung: highest(remedies.map(({ plan }) => plan.rung)),
      targets: [...remedies.flatMap(closedBy), ...along],
      package_changes: joinedChanges(remedies.flatMap(({ plan }) => plan.package_changes)),
      edits: files.map(({ file, kind, before, after }) => ({
        file,
        kind,
        before_digest: digest(before),
        after_digest: digest(after),
      })),
      attempts: remedies.flatMap(({ plan }) => plan.attempts),
      unresolved: remedies.flatMap(({ plan }) => plan.unresolved),
    },
    change: {
      fingerprint: changing.map(({ fingerprint }) => fingerprint).join('\n'),
      files,
      expected: last.expected,
      possible: new Map(changing.flatMap(({ possible }) => [...(possible ?? [])])),
      pins: changing.flatMap(({ pins }) => pins ?? []),
    },
  };
}

/** The targets that a remedy is meant to close; what it leaves stands in `unresolved`. */
export function closedBy({ plan }: PlannedRemedy): readonly RemedyTarget[] {
  const left = new Set(plan.unresolved.map(({ target }) => `${target.group_id}\0${target.purl}`));
  return plan.targets.filter(({ group_id, purl }) => !left.has(`${group_id}\0${purl}`));
}

function joinedFiles(files: readonly FileChange[]): readonly FileChange[] {
  const joined = new Map<string, FileChange>();
  for (const change of files) {
    const held = joined.get(change.file);
    joined.set(change.file, held === undefined ? change : { ...held, after: change.after });
  }
  return [...joined.values()].filter(({ before, after }) => before !== after);
}

/** Two moves of one package after each other are one; a package that came and went again is none. */
function joinedChanges(changes: readonly PackageChange[]): PackageChange[] {
  const joined: PackageChange[] = [];
  for (const change of changes) {
    const at = change.purl_from === undefined ? -1 : joined.findIndex(({ purl_to }) => purl_to === change.purl_from);
    const held = joined[at];
    if (held === undefined) {
      if (!joined.some((each) => same(each, change))) joined.push(change);
      continue;
    }
    if (held.purl_from === undefined && change.purl_to === undefined) joined.splice(at, 1);
    else joined[at] = follow(held, change);
  }
  return joined;
}

function follow({ purl_from: _left, ...held }: PackageChange, change: PackageChange): PackageChange {
  const { purl_from } = { purl_from: _left };
  const { purl_to } = change;
  const { purl_to: _right, ...rest } = held;
  return {
    ...rest,
    ...(purl_from === undefined ? {} : { purl_from }),
    ...(purl_to === undefined ? {} : { purl_to }),
    change: purl_to === undefined ? 'removed' : held.change,
    semver_step: wider(held.semver_step, change.semver_step),
    why: held.why === change.why ? held.why : `${held.why}; ${change.why}`,
  };
}

function same(a: PackageChange, b: PackageChange): boolean {
  return a.purl_from === b.purl_from && a.purl_to === b.purl_to;
}

const steps = ['none', 'patch', 'minor', 'major', 'unknown'] as const;

function wider(a: PackageChange['semver_step'], b: PackageChange['semver_step']): PackageChange['semver_step'] {
  return steps.indexOf(a) >= steps.indexOf(b) ? a : b;
}

function highest(rungs: readonly Rung[]): Rung {
  return rungs.reduce((most, rung) => (ladder.indexOf(rung) > ladder.indexOf(most) ? rung : most), 'lock-bump');
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
