import type {
  FileEdit,
  PackageChange,
  Priority,
  ProofResult,
  RescanDiff,
  Rung,
  RungAttempt,
  SandboxLevel,
  Severity,
  TestComparison,
  Verdict,
} from '@maximus/contracts';

/** One vulnerability that a patch is about. Everything but the ids of ours is foreign text. */
export interface StatedVulnerability {
  /** APV; absent from the command line. */
  readonly apvId?: string;
  /** Such as a CVE or GHSA id. */
  readonly primaryId: string;
  readonly link?: string;
  readonly summary?: string;
  readonly severity: Severity;
  readonly priority: Priority;
  /** Day by which it is due, YYYY-MM-DD. */
  readonly due?: string;
}

/** What the arena found, as it said it. */
export interface StatedEvidence {
  /** SHA-256 in hex of the sealed manifest. */
  readonly digest: string;
  readonly verdict: Verdict;
  /** The arena's own sentence on the verdict. */
  readonly sentence: string;
  readonly level: SandboxLevel;
  /** 0 to 1. */
  readonly confidence: number;
  readonly rescan: RescanDiff;
  readonly tests: TestComparison;
  readonly proof: ProofResult;
  readonly link?: string;
}

/** Where the decision stands in the audit log (hitl.md §7). */
export interface StatedAudit {
  /** Id of the entry of the decision. */
  readonly logId: string;
  /** The newest signed state of the log when it was delivered. */
  readonly checkpoint?: { readonly size: number; readonly root: string };
}

/** Everything that commit and pull request say. Pure data; the renderers make no claim that is not in here. */
export interface PatchStatement {
  readonly patchId: string;
  /** SHA-256 in hex. */
  readonly patchDigest: string;
  readonly decisionId?: string;
  readonly audit?: StatedAudit;
  readonly correlationId: string;
  readonly kind: 'dependencies' | 'code';
  readonly rung: Rung;
  /** Package that moves; for a code patch, the one it shields. */
  readonly package: string;
  readonly from?: string;
  readonly to?: string;
  /** Subject of a code patch or an override, after `fix(security): `. */
  readonly subject?: string;
  /** One or two sentences: why this, why now. */
  readonly why: string;
  /** From the project to the package. */
  readonly path: readonly string[];
  readonly vulnerabilities: readonly StatedVulnerability[];
  readonly changes: readonly PackageChange[];
  readonly attempts: readonly RungAttempt[];
  readonly evidence: StatedEvidence;
  readonly files: readonly FileEdit[];
}
