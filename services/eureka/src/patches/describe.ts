import { createHash } from 'node:crypto';
import type { Patch, RemedyPlan, Rung } from '@maximus/contracts';
import { canonicalJson, newUuid } from '@maximus/kernel';
import type { ModelUse } from '@maximus/remediation';
import { type NewPatch, type PatchContent, wireId } from '@maximus/storage';
import { author, type Parts } from '../parts.ts';
import { packageOf, type Target } from '../planning/jobs-of-project.ts';

const strategies: Readonly<Record<Rung, Patch['strategy']>> = {
  'lock-bump': 'dependency_upgrade',
  'direct-upgrade': 'dependency_upgrade',
  'parent-upgrade': 'dependency_upgrade',
  override: 'dependency_upgrade',
  'major-upgrade': 'dependency_upgrade',
  'code-rule': 'code_patch',
  'code-llm': 'code_patch',
  'virtual-patch': 'coagulation_waf',
  'vex-not-affected': 'vex_not_affected',
  'manual-review': 'manual_review',
};

/** The strategy that a rung stands for (eureka.md §3). */
export function strategyOf(rung: Rung): Patch['strategy'] {
  return strategies[rung];
}

/** What a patch is made in. */
export interface PatchPlace {
  readonly projectKey: number;
  /** UUID. */
  readonly projectId: string;
  readonly slug: string;
  readonly snapshotId: string | null;
  readonly baseCommit: string;
  readonly baseRef: string | null;
}

/** SHA-256 in hex over the canonical (project, base commit, edits, package changes) (eureka.md §7). */
export function patchDigest(
  { projectId, baseCommit }: Pick<PatchPlace, 'projectId' | 'baseCommit'>,
  { edits, package_changes }: Pick<PatchContent, 'edits' | 'package_changes'>,
): string {
  const content = { project: wireId('prj', projectId), base_commit: baseCommit, edits, package_changes };
  return createHash('sha256').update(canonicalJson(content)).digest('hex');
}

/** A plan that a language model wrote, with what that cost: it becomes part of the patch. */
export function withModel(plan: RemedyPlan, use: ModelUse | undefined): RemedyPlan & Pick<Patch, 'llm'> {
  if (use === undefined) return plan;
  const { callId: _callId, ...llm } = use;
  return { ...plan, llm };
}

/** What of a plan is kept with a patch. */
export function contentOf(
  plan: Pick<RemedyPlan, 'edits' | 'package_changes' | 'attempts'> & Pick<Patch, 'llm'>,
): PatchContent {
  return {
    ...(plan.llm !== undefined && { llm: plan.llm }),
    edits: plan.edits,
    package_changes: plan.package_changes,
    files_modified: plan.edits.map(({ file }) => file),
    attempts: plan.attempts.map((attempt) => ({ ...attempt, evidence: attempt.evidence.slice(0, 50) })),
  };
}

/** The package that a patch is about, and the versions between which it moves. */
export function subjectOf(plan: Pick<RemedyPlan, 'package_changes'>, targets: readonly Target[]) {
  const [first] = targets;
  const wanted = packageOf(first?.finding.purl ?? '');
  const change =
    plan.package_changes.find(({ purl_from }) => purl_from === first?.finding.purl) ??
    plan.package_changes.find(({ purl_to, purl_from }) => packageOf(purl_to ?? purl_from ?? '').purl === wanted.purl) ??
    plan.package_changes[0];
  const moved = packageOf(change?.purl_from ?? change?.purl_to ?? wanted.purl);
  const from = change?.purl_from === undefined ? first?.finding.lockedVersion : packageOf(change.purl_from).version;
  const to = change?.purl_to === undefined ? undefined : packageOf(change.purl_to).version;
  return { package: moved.purl, from: from ?? null, to: to ?? null };
}

/** A patch to begin that takes an override out: it closes nothing, and is in no hurry. */
export function newRetirement(
  { clock }: Pick<Parts, 'clock'>,
  place: PatchPlace,
  plan: Planned,
  { groupKey, ...subject }: { readonly groupKey: string } & ReturnType<typeof subjectOf>,
): NewPatch {
  const content = contentOf(plan);
  return {
    ...common({ clock }, place, plan),
    ...subject,
    kind: 'retire_override',
    groupKey,
    findingIds: [],
    apvIds: [],
    primaryIds: [],
    cveIds: [],
    severity: 'none',
    priority: 0,
    urgency: leastUrgent,
    dueAt: 'infinity',
    previousPatchId: null,
    digest: patchDigest(place, content),
    content,
  };
}

type Planned = Pick<RemedyPlan, 'rung' | 'lock_file' | 'package_manager' | 'edits' | 'package_changes' | 'attempts'>;
/** Of a patch whose findings nobody knows the urgency of, or that has none. */
const leastUrgent = 4_004;

function common({ clock }: Pick<Parts, 'clock'>, place: PatchPlace, plan: Planned) {
  return {
    id: newUuid(clock),
    projectKey: place.projectKey,
    rung: plan.rung,
    strategy: strategyOf(plan.rung),
    author,
    snapshotId: place.snapshotId,
    baseCommit: place.baseCommit,
    baseRef: place.baseRef,
    lockFile: plan.lock_file,
    packageManager: plan.package_manager,
  };
}

/** A patch to begin for some findings. */
export function newPatch(
  { clock }: Pick<Parts, 'clock'>,
  place: PatchPlace,
  plan: Planned,
  targets: readonly Target[],
  previousPatchId: string | null,
): NewPatch {
  const content = contentOf(plan);
  const findings = targets.map(({ finding }) => finding);
  const worst = [...findings].sort((a, b) => a.urgency - b.urgency)[0];
  const unique = (values: readonly string[]) => [...new Set(values)];
  return {
    ...common({ clock }, place, plan),
    ...subjectOf(plan, targets),
    kind: 'remedy',
    findingIds: unique(findings.map(({ id }) => id)),
    apvIds: unique(findings.map(({ apvId }) => apvId)),
    primaryIds: unique(findings.map(({ primaryId }) => primaryId)),
    cveIds: unique(findings.flatMap(({ cveId }) => cveId ?? [])),
    severity: (worst?.severity ?? 'unknown') as Patch['severity'],
    priority: Math.max(0, ...findings.map(({ priority }) => priority)),
    urgency: worst?.urgency ?? leastUrgent,
    dueAt: findings.map(({ dueAt }) => dueAt).sort()[0] ?? 'infinity',
    groupKey: null,
    previousPatchId,
    digest: patchDigest(place, content),
    content,
  };
}
