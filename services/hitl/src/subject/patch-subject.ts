import { EvidenceManifest, type PatchMetadata, type SemverStep, type WargamingResult } from '@maximus/contracts';
import {
  type ApvFacts,
  apvFactsOf,
  type EvidenceRow,
  evidences,
  findProject,
  type PatchRow,
  readBlob,
  subjectDigest,
  toPatch,
  type Writer,
  wireId,
} from '@maximus/storage';
import type { SubjectFacts } from '../rules/subject.ts';

/** A patch as review sees it. */
export interface PatchSubject {
  readonly patch: PatchRow;
  readonly digest: string;
  readonly facts: SubjectFacts;
  readonly metadata: PatchMetadata;
  readonly wargaming: WargamingResult | undefined;
  readonly team: string | null;
  /** The worst first. */
  readonly apvs: readonly ApvFacts[];
}

const noDiff: ReadonlySet<string> = new Set(['virtual-patch', 'vex-not-affected', 'manual-review']);
const steps: readonly SemverStep[] = ['none', 'patch', 'minor', 'major', 'unknown'];
const priorities = ['low', 'medium', 'high', 'critical'] as const;

/** The digest that a decision about a patch is bound to: patch, evidence and base commit (hitl.md §1). */
export function digestOf(patch: Pick<PatchRow, 'digest' | 'evidence_digest' | 'base_commit'>): string {
  return subjectDigest({
    patchDigest: patch.digest === '' ? null : patch.digest,
    evidenceDigest: patch.evidence_digest,
    baseCommit: patch.base_commit === '' ? null : patch.base_commit,
  });
}

/** Everything that is decided on about a patch. */
export async function patchSubject(db: Writer, patch: PatchRow): Promise<PatchSubject> {
  const wire = toPatch(patch);
  const apvs = await apvFactsOf(db, patch.apv_ids);
  const evidence = patch.evidence_id === null ? undefined : await evidences.find(db, patch.evidence_id);
  const manifest = evidence === undefined ? undefined : await manifestOf(db, evidence);
  const project = await findProject(db, wire.project_id);
  const wargaming = evidence === undefined ? undefined : wargamingOf(evidence, manifest);
  const hasDiff = !noDiff.has(patch.rung) && patch.diff_digest !== null;
  const largestStep = wire.package_changes
    .map(({ semver_step }) => semver_step)
    .reduce<SemverStep>((a, b) => (steps.indexOf(b) > steps.indexOf(a) ? b : a), 'none');
  const priority = priorities[Math.max(patch.priority, ...apvs.map((apv) => apv.priority))] ?? 'medium';
  const [worst] = apvs;
  const apvId = worst?.id ?? patch.apv_ids[0];
  return {
    patch,
    digest: digestOf(patch),
    facts: {
      kind: patch.rung === 'virtual-patch' ? 'virtual_patch' : 'patch',
      projectId: wire.project_id,
      author: patch.author,
      priority,
      inKev: apvs.some(({ in_kev }) => in_kev),
      rung: wire.rung,
      hasDiff,
      verdict: wargaming?.verdict,
      isRevert: patch.kind === 'revert',
      level: wargaming?.level,
      confidence: wargaming?.confidence,
      prediction: undefined,
      introduced: manifest?.rescan.introduced.length,
      largestStep,
    },
    metadata: {
      ...(apvId !== undefined && { apv_id: wireId('apv', apvId) }),
      ...(patch.cve_ids[0] !== undefined && { cve_id: patch.cve_ids[0] }),
      package_name: patch.package,
      ...(wire.from !== undefined && { current_version: wire.from }),
      ...(wire.to !== undefined && { target_version: wire.to }),
      severity: wire.severity,
      ...(worst?.cvss != null && { cvss_score: worst.cvss }),
      cwe_ids: [...new Set(apvs.flatMap(({ cwe_ids }) => cwe_ids))].slice(0, 50),
      affected_systems: (project?.services ?? []).slice(0, 50),
      patch_size_lines: patch.patch_size_lines,
      strategy: wire.strategy,
      rung: wire.rung,
      ...(patch.diff_digest !== null && { diff_digest: patch.diff_digest }),
      breaking: largestStep === 'major' || wire.rung === 'major-upgrade',
    },
    wargaming,
    team: project?.team ?? null,
    apvs,
  };
}

/** The sealed statement; undefined where it cannot be read, and then what it would say counts as not looked at. */
async function manifestOf(db: Writer, evidence: EvidenceRow): Promise<EvidenceManifest | undefined> {
  const bytes = await readBlob(db, evidence.digest);
  if (bytes === undefined) return undefined;
  let parsed: unknown;
  try {
    parsed = JSON.parse(bytes.toString('utf8'));
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
  const manifest = EvidenceManifest.safeParse(parsed);
  return manifest.success ? manifest.data : undefined;
}

function wargamingOf(evidence: EvidenceRow, manifest: EvidenceManifest | undefined): WargamingResult {
  const verdict = evidence.verdict as WargamingResult['verdict'];
  const failed = manifest?.steps.find(({ state }) => state === 'failed' || state === 'could_not_run');
  const { phase1_reproduced, phase2_blocked, proof_id } = manifest?.proof ?? {};
  return {
    run_id: evidence.run_id,
    evidence_id: wireId('evd', evidence.id),
    verdict,
    confidence: evidence.confidence,
    level: evidence.level as WargamingResult['level'],
    ...(phase1_reproduced !== undefined && { phase1_reproduced }),
    ...(phase2_blocked !== undefined && { phase2_blocked }),
    validation_passed: verdict === 'proven' || verdict === 'fixed',
    execution_time_ms: manifest?.steps.reduce((sum, { duration_ms }) => sum + duration_ms, 0) ?? 0,
    ...(failed?.reason !== undefined && { error_message: failed.reason }),
    ...(proof_id !== undefined && { proof_id }),
  };
}
