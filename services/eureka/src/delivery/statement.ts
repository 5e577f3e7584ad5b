import { EvidenceManifest } from '@maximus/contracts';
import type { Delivery, PatchStatement } from '@maximus/forge';
import { fail, ok, type Result } from '@maximus/kernel';
import {
  auditCheckpointRows,
  auditRows,
  evidences,
  findingsWithFacts,
  type PatchRow,
  patches,
  readBlob,
  readEdits,
  toPatch,
  wireId,
} from '@maximus/storage';
import { errors } from '../errors.ts';
import type { Parts } from '../parts.ts';
import { packageOf } from '../planning/jobs-of-project.ts';
import type { ProjectForge } from './forge-of-project.ts';

const priorities = ['low', 'medium', 'high', 'critical'] as const;

/** A patch as forges take it: its edits, and a statement that says what the arena said and nothing else. */
export async function deliveryOf(parts: Parts, patch: PatchRow, way: ProjectForge): Promise<Result<Delivery>> {
  const { database, config } = parts;
  const wire = toPatch(patch);
  const evidence = patch.evidence_id === null ? undefined : await evidences.find(database, patch.evidence_id);
  const bytes = evidence === undefined ? undefined : await readBlob(database, evidence.digest);
  if (evidence === undefined || bytes === undefined)
    return fail(errors.evidence_not_found('the patch has no evidence'));
  const manifest = EvidenceManifest.parse(JSON.parse(bytes.toString('utf8')));
  const findings = await findingsWithFacts(database, patch.finding_ids);
  const history = await patches.history(database, patch.id);
  const sentence = history.findLast(({ to }) => to === 'validated')?.reason ?? '';
  const edited = await readEdits(database, patch.id);
  const { name } = packageOf(patch.package);
  const [first] = findings;
  // What an override goes with may move, but is not what the change is about.
  const moves = patch.kind !== 'retire_override';
  const due = findings.map(({ dueAt }) => dueAt).sort()[0];
  const audit = patch.decision_id === null ? undefined : await auditOf(database, patch.decision_id);
  const statement: PatchStatement = {
    patchId: wire.id,
    patchDigest: patch.digest,
    ...(patch.decision_id !== null && { decisionId: patch.decision_id }),
    ...(audit !== undefined && { audit }),
    correlationId: patch.correlation_id,
    kind: patch.strategy === 'code_patch' ? 'code' : 'dependencies',
    rung: wire.rung,
    package: name,
    ...(moves && wire.from !== undefined && { from: wire.from }),
    ...(moves && wire.to !== undefined && { to: wire.to }),
    ...(!moves && { subject: `drop the override of ${name}` }),
    ...(patch.strategy === 'code_patch' && { subject: `stop using what is flawed in ${name}` }),
    ...(patch.kind === 'revert' && { subject: `take back ${name} ${wire.from ?? ''}`.trim() }),
    why: whyOf(patch, first?.summary, due),
    path: [patch.project_slug, name],
    vulnerabilities: findings.map((finding) => ({
      apvId: wireId('apv', finding.apvId),
      primaryId: finding.primaryId,
      summary: finding.summary,
      severity: finding.severity as Patch['severity'],
      priority: priorities[finding.priority] ?? 'medium',
      ...(finding.dueAt !== 'infinity' && { due: finding.dueAt.slice(0, 10) }),
    })),
    changes: wire.package_changes,
    attempts: wire.attempts,
    evidence: {
      digest: evidence.digest.toString('hex'),
      verdict: manifest.verdict,
      sentence,
      level: manifest.level,
      confidence: manifest.confidence_of === 'success' ? manifest.confidence : 0,
      rescan: manifest.rescan,
      tests: manifest.tests,
      proof: manifest.proof,
    },
    files: wire.edits,
  };
  const before = new Map(wire.edits.map(({ file, before_digest }) => [file, before_digest]));
  return ok({
    id: wire.delivery_id ?? wire.id,
    mode: way.mode,
    ...(patch.base_commit !== '' && { baseCommit: patch.base_commit }),
    edits: [...edited].map(([file, after]) => {
      const digest = before.get(file);
      return { file: `${way.prefix}${file}`, ...(digest !== undefined && { beforeDigest: digest }), after };
    }),
    statement,
    onBaseMoved: config.delivery.carry_approvals ? 'carry' : 'stop',
    ...(wire.previous_patch_id !== undefined && { supersedes: [wire.previous_patch_id] }),
    ...(wire.pr_number !== undefined && { pullRequest: wire.pr_number }),
    ...(way.directory !== undefined && { directory: way.directory }),
  });
}

/** The entry of a decision in the audit log, with the newest signed state of it (hitl.md §7). */
async function auditOf(db: Parts['database'], decisionId: string): Promise<PatchStatement['audit']> {
  const query = { decisionId, action: 'decision.decided', descending: true, limit: 1 };
  const [entry] = await auditRows.list(db, query);
  if (entry === undefined) return undefined;
  const signed = await auditCheckpointRows.newest(db);
  return {
    logId: entry.logId,
    ...(signed !== undefined && { checkpoint: { size: Number(signed.size), root: signed.root } }),
  };
}

type Patch = ReturnType<typeof toPatch>;

function whyOf(patch: PatchRow, summary: string | undefined, due: string | undefined): string {
  const { name } = packageOf(patch.package);
  if (patch.kind === 'revert') return `The change of ${name} is taken back; what it closed may be open again.`;
  if (patch.kind === 'retire_override')
    return toPatch(patch).attempts[0]?.sentence ?? `The override of ${name} is not needed any more.`;
  const what = `${name} ${patch.from_version ?? ''} is affected by ${patch.primary_ids.slice(0, 3).join(', ')}`;
  const day = due === undefined || due === 'infinity' ? '' : `; it is due on ${due.slice(0, 10)}`;
  return `${what}${day}.${summary === undefined || summary === '' ? '' : ` ${summary.slice(0, 300)}`}`;
}
