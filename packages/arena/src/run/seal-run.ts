import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RescanDiff } from '@maximus/contracts';
import { writeArchive } from '../evidence/archive.ts';
import { bundleFiles } from '../evidence/bundle-files.ts';
import { judgedOn } from '../evidence/facts-of-manifest.ts';
import { sealEvidence } from '../evidence/seal.ts';
import type { TestRun } from '../tests/types.ts';
import { judge, type VerdictFacts } from '../verdict/judge.ts';
import { advisoriesUsed } from './advisories-used.ts';
import type { ArenaContext } from './arena-context.ts';
import type { ProvedFlaws } from './proof-step.ts';
import type { ComparedTests } from './tests-step.ts';
import type { TreeReport } from './tree-report.ts';
import type { FinishedRun } from './types.ts';

/** Everything that a run found. */
export interface RunFindings {
  readonly facts: VerdictFacts;
  readonly before?: TreeReport;
  readonly after?: TreeReport;
  readonly compared?: ComparedTests;
  readonly proved?: ProvedFlaws;
}

type Sealed = Pick<
  FinishedRun,
  'rescan' | 'tests' | 'proof' | 'verdict' | 'reason' | 'confidence' | 'confidenceOf' | 'evidence' | 'archive'
>;

/** Judges a run, seals what it saw, and writes the archive where a folder is given for it. */
export async function sealRun(context: ArenaContext, findings: RunFindings): Promise<Sealed> {
  const { input, needs, log } = context;
  const { facts } = findings;
  const { verdict, reason, confidence, confidenceOf, terms } = judge(facts);
  log.note('verdict', 'both', { state: 'passed', reason: `${verdict}: ${reason}` });
  const began = performance.now();
  const { manifest: index } = needs.index;
  const rescan = facts.rescan?.diff ?? emptyDiff(index.digest);
  const reports = [findings.before, findings.after].flatMap((each) => (each === undefined ? [] : [each.report]));
  const advisories = advisoriesUsed(needs.index, reports);
  const blobs = new Map<string, Uint8Array>([
    ...advisories.blobs,
    ...blobsOf(findings, rescan, input.diff),
    ...log.logs,
  ]);
  log.note('seal', 'both', { state: 'passed' }, performance.now() - began);
  const evidence = sealEvidence(
    {
      evidence_id: input.evidenceId,
      run_id: input.runId,
      sealed_at: new Date(needs.clock.now()).toISOString(),
      ...(input.prevDigest === undefined ? {} : { prev_digest: input.prevDigest }),
      subject: input.subject,
      index: { generation: String(index.generation), digest: index.digest },
      advisories: advisories.listed,
      level: context.level,
      limits: limitsOf(context),
      steps: log.steps,
      rescan,
      tests: facts.tests,
      proof: facts.proof,
      judged_on: judgedOn(facts),
      verdict,
      confidence,
      confidence_of: confidenceOf,
      confidence_terms: [...terms],
    },
    blobs,
    needs.signer,
  );
  const archive = needs.evidenceFolder === undefined ? undefined : await writeBundle(needs.evidenceFolder, evidence);
  return {
    rescan,
    tests: facts.tests,
    proof: facts.proof,
    verdict,
    reason,
    confidence,
    confidenceOf,
    evidence,
    ...(archive === undefined ? {} : { archive }),
  };
}

/** Whole or not at all: a reader never sees half an archive. */
async function writeBundle(folder: string, evidence: FinishedRun['evidence']): Promise<string> {
  await mkdir(folder, { recursive: true });
  const path = join(folder, `${evidence.digest}.tar.zst`);
  await writeFile(`${path}.part`, await writeArchive(bundleFiles(evidence)));
  await rename(`${path}.part`, path);
  return path;
}

function emptyDiff(digest: string): RescanDiff {
  return { index_generation: digest, fixed: [], introduced: [], unchanged: [], not_checked: [] };
}

function blobsOf(
  { facts, before, after, compared, proved }: RunFindings,
  rescan: RescanDiff,
  diff: string,
): Map<string, Uint8Array> {
  const blobs = new Map<string, Uint8Array>();
  const put = (path: string, value: unknown) =>
    blobs.set(path, Buffer.from(`${JSON.stringify(value, null, 2)}\n`, 'utf8'));
  if (before !== undefined) blobs.set('inventory/before.cdx.json', before.graph);
  if (after !== undefined) blobs.set('inventory/after.cdx.json', after.graph);
  put('rescan.json', rescan);
  if (facts.uses !== undefined) put('use.json', facts.uses);
  blobs.set('patch.diff', Buffer.from(diff, 'utf8'));
  if (compared?.before !== undefined) put('tests/before.json', testsBlob(compared.before));
  if (compared?.after !== undefined) put('tests/after.json', testsBlob(compared.after));
  for (const { proof, result } of proved?.proofs ?? []) {
    const { source, ...about } = proof;
    put(`proof/${proof.id}.json`, { ...about, result });
    blobs.set(`proof/${proof.id}.${proof.language === 'node' ? 'cjs' : 'py'}`, Buffer.from(source, 'utf8'));
  }
  return blobs;
}

function testsBlob({ result, cases, couldNotRun }: TestRun): Record<string, unknown> {
  return {
    result,
    ...(couldNotRun === undefined ? {} : { could_not_run: couldNotRun }),
    cases: [...(cases ?? [])].map(([name, state]) => ({ name, state })),
  };
}

/** The bounds of the run as the evidence states them, with what is not bounded at this level. */
function limitsOf({ limits, level, sandbox }: ArenaContext): Record<string, number | string> {
  return {
    run_ms: limits.runMs,
    resolve_ms: limits.resolveMs,
    install_ms: limits.installMs,
    tests_ms: limits.testsMs,
    proof_ms: limits.proofMs,
    memory_bytes: limits.memoryBytes,
    processes: limits.processes,
    disk_bytes: limits.diskBytes,
    output_bytes: limits.outputBytes,
    tree_bytes: limits.treeBytes,
    tree_files: limits.treeFiles,
    cpu: level === 'container' ? 2 : 'not limited',
    open_files: level === 'static' ? 'not limited' : 4_096,
    isolation: sandbox.isolation,
  };
}
