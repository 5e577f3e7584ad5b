import { type ArenaRun, proveRemedy } from '@maximus/arena';
import { type EvidenceManifest, type Patch, RemedyTarget, type Verdict } from '@maximus/contracts';
import { newId, newUuid, parseDuration } from '@maximus/kernel';
import { packageManagers } from '@maximus/remediation';
import {
  evidences,
  findingsWithFacts,
  type NewEvidence,
  type PatchRow,
  packBlob,
  readBlob,
  readEdits,
  toPatch,
  wireId,
} from '@maximus/storage';
import { indexGroupOf } from '../confirm/judge-version.ts';
import type { IndexHold, Parts, ProjectTree } from '../parts.ts';
import { toolchainFor } from '../planning/toolchain.ts';
import { withUndone } from './undone-tree.ts';

/** One run of the arena for a patch. */
export interface ProofRequest {
  readonly patch: PatchRow;
  readonly tree: ProjectTree;
  readonly live: IndexHold['live'];
  /** `reverify` takes the tree as it is and applies nothing (arena.md §8). */
  readonly purpose: 'validate' | 'reverify';
  readonly signal: AbortSignal;
  progress(): void;
}

/** A run that came to a verdict, with its evidence ready to be stored. */
export interface Proved {
  readonly verdict: Verdict;
  readonly reason: string;
  readonly confidence: number;
  readonly confidenceOf: 'success' | 'failure';
  readonly evidence: NewEvidence;
  /** SHA-256 of the manifest. */
  readonly evidenceDigest: string;
}

/** Lets the arena judge a patch; `undefined` where the run was ended from outside. Writes nothing. */
export async function provePatch(parts: Parts, request: ProofRequest): Promise<Proved | undefined> {
  const { patch, tree, purpose } = request;
  if (purpose === 'validate') return prove(parts, request, { baseFolder: tree.folder });
  return withUndone(parts, patch, tree, (undone) =>
    prove(parts, request, { baseFolder: undone, afterFolder: tree.folder }),
  );
}

async function prove(
  parts: Parts,
  request: ProofRequest,
  folders: { readonly baseFolder: string; readonly afterFolder?: string },
): Promise<Proved | undefined> {
  const { patch, purpose } = request;
  const wire = toPatch(patch);
  const evidenceUuid = newUuid(parts.clock);
  const before = await evidences.ofPatch(parts.database, patch.id);
  const prevDigest = before.at(-1)?.digest.toString('hex');
  const edits = purpose === 'reverify' ? [] : [...(await readEdits(parts.database, patch.id))];
  const diff = wire.diff_digest === undefined ? undefined : await readBlob(parts.database, wire.diff_digest);
  const { config, machine, metrics } = parts;
  const { tools, access } = await toolchainFor(wire.package_manager, machine);
  metrics.arena_active_runs.inc();
  let run: ArenaRun;
  try {
    run = await proveRemedy(
      {
        runId: newId('run', parts.clock),
        evidenceId: wireId('evd', evidenceUuid),
        purpose,
        subject: await subjectOf(parts, request, wire),
        ...folders,
        edits: edits.map(([file, bytes]) => ({ file, bytes })),
        packageChanges: wire.package_changes,
        // What a revert brings back is judged by versions: it is for no flaw.
        changesCode: patch.strategy === 'code_patch' && patch.kind === 'remedy',
        lockFile: wire.lock_file,
        packageManager: wire.package_manager,
        diff: purpose === 'reverify' ? '' : (diff?.toString('utf8') ?? ''),
        ...(prevDigest !== undefined && { prevDigest }),
      },
      {
        index: request.live.index,
        maxIndexAgeMs: parts.maxIndexAgeMs,
        support: machine.support,
        level: config.arena.level,
        allowProcess: config.arena.allow_process,
        consent: config.arena.consent || config.arena.consent_projects.includes(patch.project_slug),
        managers: packageManagers,
        tools,
        access,
        tests: { mode: config.arena.tests },
        limits: { runMs: parseDuration(config.arena.run_time) ?? 900_000 },
        signer: machine.signer,
        scratchFolder: machine.scratchFolder,
        clock: parts.clock,
        signal: request.signal,
        onStep: () => request.progress(),
        version: parts.version,
      },
    );
  } finally {
    metrics.arena_active_runs.dec();
  }
  for (const { name, duration_ms } of run.steps)
    metrics.arena_step_duration_seconds.observe({ step: name }, duration_ms / 1_000);
  if (run.state !== 'finished') return undefined;
  metrics.arena_runs_total.inc({ verdict: run.verdict, level: run.level });
  metrics.arena_proofs_total.inc({ result: run.proof.result });
  const { verdict, reason, confidence, confidenceOf, evidence, level } = run;
  return {
    verdict,
    reason,
    confidence,
    confidenceOf,
    evidenceDigest: evidence.digest,
    evidence: {
      id: evidenceUuid,
      patchId: patch.id,
      runId: run.runId,
      purpose,
      manifest: await packBlob(evidence.manifestBytes),
      prevDigest: prevDigest ?? null,
      signature: evidence.signature,
      publicKey: evidence.publicKey,
      verdict,
      confidence,
      level,
      sealedAt: evidence.manifest.sealed_at,
      files: await Promise.all(
        [...evidence.blobs].map(async ([path, bytes]) => ({ path, blob: await packBlob(bytes) })),
      ),
    },
  };
}

/** What the evidence is about, with the groups as the index names them. */
async function subjectOf(
  { database }: Parts,
  { patch, live, tree, purpose }: ProofRequest,
  wire: Omit<Patch, 'history'>,
): Promise<EvidenceManifest['subject']> {
  const findings = await findingsWithFacts(database, patch.finding_ids);
  const priorities = ['low', 'medium', 'high', 'critical'] as const;
  const targets = findings.map((finding) =>
    RemedyTarget.parse({
      group_id: indexGroupOf(live, finding) ?? wireId('agr', finding.groupId),
      primary_id: finding.primaryId,
      purl: finding.purl,
      priority: priorities[finding.priority] ?? 'medium',
      finding_id: wireId('fnd', finding.id),
      apv_id: wireId('apv', finding.apvId),
    }),
  );
  return {
    project: patch.project_slug,
    base_commit: purpose === 'reverify' ? (tree.commit ?? '') : patch.base_commit,
    patch_digest: patch.digest,
    apv_ids: wire.apv_ids,
    alias_groups: [...new Set(targets.map(({ group_id }) => group_id))],
    // A revert closes nothing: its evidence says what comes back.
    targets: patch.kind === 'revert' ? [] : targets,
  };
}
