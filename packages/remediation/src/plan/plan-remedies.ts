import type { RemedyPlan, RemedyTarget, RungAttempt } from '@maximus/contracts';
import type { ProjectFiles } from '@maximus/inventory';
import type { Clock } from '@maximus/kernel';
import { ok, type Result } from '@maximus/kernel';
import type { Matcher } from '@maximus/matching';
import { packageManagerOf } from '../package-managers/registry.ts';
import type { MetadataSource } from '../registries/types.ts';
import type { FileChange, PinMove, ResolverModel, SearchBounds } from '../resolver/types.ts';
import type { CodeDrafter } from '../strategies/code-drafter.ts';
import type { Surroundings } from '../strategies/types.ts';
import { closedTogether } from './closed-together.ts';
import type { CodeDraft } from './code-draft.ts';
import { editOf } from './edit-of.ts';
import type { Job, RemedyFinding } from './finding.ts';
import { jobOf, jobsOf } from './jobs.ts';
import { type Climbed, climbLadder } from './ladder.ts';
import type { RemedyPolicy } from './policy.ts';
import type { ProjectSources } from './project-sources.ts';

const headLength = 4_096;

/** What planning for one lock file needs; nothing of it is changed. */
export interface PlanInput {
  readonly project: ProjectFiles;
  /** Relative to the project, with `/`. */
  readonly lockFile: string;
  readonly findings: readonly RemedyFinding[];
  /** Over the index that found them. */
  readonly matcher: Matcher;
  readonly registry: MetadataSource;
  readonly policy: RemedyPolicy;
  readonly clock: Clock;
  /** `remedy.budget`, in milliseconds. */
  readonly budgetMs: number;
  /** What is known of the project beside its files; nothing is drafted for a firewall where that is not said. */
  readonly surroundings?: Omit<Surroundings, 'now'>;
  /** The project's own source, for rungs that change code; without it they say so. */
  readonly sources?: ProjectSources | undefined;
  /** Asks a language model; absent where that is switched off. */
  readonly drafter?: CodeDrafter | undefined;
  /** Fingerprints of remedies whose lock the package manager wrote otherwise: the next candidate is planned. */
  readonly refused?: ReadonlySet<string>;
}

/** One plan with the bytes it changes; it proposes, and says nothing about having helped. */
export interface PlannedRemedy {
  readonly plan: RemedyPlan;
  /** Absent where a person takes over. */
  readonly change?: {
    readonly fingerprint: string;
    readonly files: readonly FileChange[];
    /** Entry of the lock file → `name@version`, as the model says they will be. */
    readonly expected: ReadonlyMap<string, string>;
    readonly possible?: ReadonlyMap<string, string>;
    readonly pins?: readonly PinMove[];
  };
  /** Changes of the project's own code for findings that stay unresolved. */
  readonly drafts?: readonly CodeDraft[];
}

/**
 * Plans all findings of one lock file: one remedy for each package, findings that one change closes together, and a task for a
 * person where no rung was taken. Findings that nothing in the lock file shows any more are left out. Equal input gives equal
 * plans.
 */
export async function planRemedies(input: PlanInput): Promise<Result<readonly PlannedRemedy[]>> {
  const text = await input.project.read(input.lockFile);
  const manager = packageManagerOf(input.lockFile, text.ok ? text.value.slice(0, headLength) : '');
  const open = await manager?.openModel?.(input);
  const deadline = input.clock.now() + input.budgetMs;
  const bounds: SearchBounds = {
    policy: input.policy,
    isSpent: () => input.clock.now() >= deadline,
    refused: input.refused ?? new Set(),
  };
  const about = { lock_file: input.lockFile, package_manager: manager?.id ?? 'unknown' };
  if (manager === undefined || open === undefined || !open.ok) {
    const why =
      open === undefined || open.ok ? `${input.lockFile} is no lock file that plans are made for` : open.error.message;
    return ok(input.findings.length === 0 ? [] : [handedOver(input.findings, 'lock-unparsed', `${why}.`, about)]);
  }
  if (!input.matcher.index.covers(manager.ecosystem)) {
    const why = `The advisory index does not cover ${manager.ecosystem}: what a change would bring in cannot be judged.`;
    return ok(input.findings.length === 0 ? [] : [handedOver(input.findings, 'resolver-failed', why, about)]);
  }
  const remedies: PlannedRemedy[] = [];
  for (const job of jobsOf(input.findings, manager.ecosystem, input.policy)) {
    if (!open.value.isAffected(job)) continue;
    remedies.push(...(await planJob(job, open.value, bounds, input, about)));
  }
  return ok(closedTogether(merged(remedies), manager.ecosystem, input.matcher));
}

interface About {
  readonly lock_file: string;
  readonly package_manager: string;
}

/** All targets of a package at once; where that fails, those that can be closed, and a person for the rest. */
async function planJob(
  job: Job,
  model: ResolverModel,
  bounds: SearchBounds,
  { clock, policy, sources, drafter, surroundings: told }: PlanInput,
  about: About,
): Promise<readonly PlannedRemedy[]> {
  const surroundings = { exposure: 'unknown', product: 'urn:maximus:project', ...told, now: clock.now() } as const;
  const all = await climbLadder({ job, model, bounds, surroundings, sources, clock, drafter }, clock);
  if (all.candidate !== undefined || job.groups.size === 1) return [remedyOf(job, all, about)];
  const malware = job.targets.filter(({ kind }) => kind === 'malware');
  const climb = (targets: readonly RemedyFinding[]) =>
    climbLadder(
      { job: jobOf(job.ecosystem, job.name, targets, policy), model, bounds, surroundings, sources, clock, drafter },
      clock,
    );
  // A step from one malicious version to another helps nobody: all of it goes, or a person takes over.
  if (malware.length > 0 && (await climb(malware)).candidate === undefined) return [remedyOf(job, all, about)];
  const closable: RemedyFinding[] = [...malware];
  const stuck: { target: RemedyFinding; attempts: readonly RungAttempt[] }[] = [];
  const drafts: CodeDraft[] = [];
  for (const group of job.groups) {
    const targets = job.targets.filter(({ group_id, kind }) => group_id === group && kind !== 'malware');
    if (targets.length === 0) continue;
    const alone = await climb([...malware, ...targets]);
    if (alone.candidate === undefined) {
      stuck.push(...targets.map((target) => ({ target, attempts: alone.attempts })));
      drafts.push(...draftsOf(targets, alone));
    } else closable.push(...targets);
  }
  if (closable.length === 0) return [remedyOf(job, all, about)];
  const rest = jobOf(job.ecosystem, job.name, closable, policy);
  const together = await climbLadder({ job: rest, model, bounds, surroundings, sources, clock, drafter }, clock);
  if (together.candidate === undefined) return [remedyOf(job, all, about)];
  const remedy = remedyOf(rest, together, about);
  const unresolved = stuck.map(({ target, attempts }) => ({ target: targetOf(target), attempts: [...attempts] }));
  return [{ ...remedy, plan: { ...remedy.plan, unresolved }, ...(drafts.length > 0 && { drafts }) }];
}

function draftsOf(targets: readonly RemedyFinding[], { code }: Climbed): readonly CodeDraft[] {
  return code === undefined ? [] : [{ ...code, targets: targets.map(targetOf) }];
}

function remedyOf(job: Job, climbed: Climbed, about: About): PlannedRemedy {
  const { rung, candidate, attempts } = climbed;
  const targets = job.targets.map(targetOf);
  const common = { ...about, rung, attempts: [...attempts] };
  if (candidate === undefined) {
    const unresolved = targets.map((target) => ({ target, attempts: [...attempts] }));
    const drafts = draftsOf(job.targets, climbed);
    return {
      ...(drafts.length > 0 && { drafts }),
      plan: {
        ...common,
        targets,
        package_changes: [],
        edits: [],
        unresolved,
        unproven_because: 'no rung above found a change',
      },
    };
  }
  const { changes, files, fingerprint, expected, possible, pins } = candidate;
  const edits = files.map(editOf);
  return {
    plan: { ...common, targets, package_changes: [...changes], edits, unresolved: [] },
    change: {
      fingerprint,
      files,
      expected,
      ...(possible === undefined ? {} : { possible }),
      ...(pins === undefined ? {} : { pins }),
    },
  };
}

/** Plans of one and the same change are one plan. */
function merged(remedies: readonly PlannedRemedy[]): readonly PlannedRemedy[] {
  const byChange = new Map<string, PlannedRemedy>();
  const result: PlannedRemedy[] = [];
  for (const remedy of remedies) {
    const key = remedy.change?.fingerprint;
    const held = key === undefined ? undefined : byChange.get(key);
    if (key === undefined || held === undefined) {
      if (key !== undefined) byChange.set(key, remedy);
      result.push(remedy);
      continue;
    }
    const drafts = [...(held.drafts ?? []), ...(remedy.drafts ?? [])];
    const both: PlannedRemedy = {
      ...held,
      ...(drafts.length > 0 && { drafts }),
      plan: {
        ...held.plan,
        targets: [...held.plan.targets, ...remedy.plan.targets],
        unresolved: [...held.plan.unresolved, ...remedy.plan.unresolved],
      },
    };
    byChange.set(key, both);
    result[result.indexOf(held)] = both;
  }
  return result;
}

function handedOver(
  findings: readonly RemedyFinding[],
  why_not: 'lock-unparsed' | 'resolver-failed',
  sentence: string,
  about: About,
): PlannedRemedy {
  const attempts: RungAttempt[] = [
    { rung: 'lock-bump', result: 'not_taken', why_not, sentence, evidence: [], duration_ms: 0 },
  ];
  const targets = findings.map(targetOf);
  const unresolved = targets.map((target) => ({ target, attempts }));
  return {
    plan: {
      ...about,
      rung: 'manual-review',
      targets,
      package_changes: [],
      edits: [],
      attempts,
      unresolved,
      unproven_because: sentence,
    },
  };
}

function targetOf({ kind: _kind, exploited: _exploited, facts: _facts, ...target }: RemedyFinding): RemedyTarget {
  return target;
}

/**
 * The remedy with the lock file as the package manager wrote it, in the place of the prepared one, and with the further files
 * that it wrote beside it.
 */
export function withLockText(
  remedy: PlannedRemedy,
  lockText: string,
  further: readonly FileChange[] = [],
): PlannedRemedy {
  const { plan, change } = remedy;
  if (change === undefined) return remedy;
  const isLock = ({ file, kind }: { file: string; kind: string }) => kind === 'lock' && file === plan.lock_file;
  const beside = new Set(further.map(({ file }) => file));
  const kept = change.files.filter(({ file }) => !beside.has(file));
  const files = [...kept.map((each) => (isLock(each) ? { ...each, after: lockText } : each)), ...further];
  return { plan: { ...plan, edits: files.map(editOf) }, change: { ...change, files } };
}
