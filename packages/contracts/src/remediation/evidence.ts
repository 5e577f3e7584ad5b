import { z } from 'zod';
import { RemedyTarget } from './plan.ts';
import {
  ArenaStep,
  ConfidenceTerm,
  FlawUse,
  ProofResult,
  RescanDiff,
  SandboxLevel,
  TestComparison,
  Verdict,
} from './verdict.ts';

/** SHA-256 in hex. */
const Digest = z.string().regex(/^[0-9a-f]{64}$/);

/** Whether the edited tree could be built, and why not. `in-part`: accepted, but some archives cannot be had here. */
const BuildState = z.strictObject({
  state: z.enum(['ok', 'in-part', 'not-run', 'failed', 'could-not-run']),
  reason: z.string().optional(),
});

/** What the verdict rests on beside rescan, tests and proof, so that anyone can judge again. */
export const JudgedOn = z.strictObject({
  resolve: BuildState,
  install: BuildState,
  rescanned: z.boolean(),
  rescan_inconclusive: z.string().optional(),
  installed_agrees: z.boolean().optional(),
  /** Only of a change of the project's own code: the flawed versions stay, and the use of the flaws is judged. */
  uses: z.array(FlawUse).optional(),
  cases_loading_package: z.number().int().nonnegative().optional(),
  major_step: z.boolean(),
  changed_packages: z.number().int().nonnegative(),
});
export type JudgedOn = z.infer<typeof JudgedOn>;

/** The sealed statement of one arena run; its canonical JSON is what is hashed and signed (arena.md §9). */
export const EvidenceManifest = z.strictObject({
  format: z.literal('maximus.evidence/1'),
  evidence_id: z.string(),
  run_id: z.string(),
  sealed_at: z.iso.datetime(),
  prev_digest: Digest.optional(),
  subject: z.strictObject({
    project: z.string(),
    base_commit: z.string(),
    patch_digest: Digest,
    apv_ids: z.array(z.string()),
    alias_groups: z.array(z.string()),
    targets: z.array(RemedyTarget),
  }),
  index: z.strictObject({ generation: z.string(), digest: z.string() }),
  advisories: z.array(z.strictObject({ id: z.string(), digest: Digest })),
  level: SandboxLevel,
  limits: z.record(z.string(), z.union([z.number(), z.string()])),
  steps: z.array(ArenaStep),
  rescan: RescanDiff,
  tests: TestComparison,
  proof: ProofResult,
  judged_on: JudgedOn,
  verdict: Verdict,
  confidence: z.number().min(0).max(1),
  confidence_of: z.enum(['success', 'failure']),
  confidence_terms: z.array(ConfidenceTerm),
  blobs: z.array(z.strictObject({ path: z.string(), sha256: Digest, size: z.number().int().nonnegative() })),
});
export type EvidenceManifest = z.infer<typeof EvidenceManifest>;
