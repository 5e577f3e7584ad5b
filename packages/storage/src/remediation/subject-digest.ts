import { createHash } from 'node:crypto';
import { canonicalJson } from '@maximus/kernel';

/** What people decide about: the content, what was found of it, and the commit both hold for. */
export interface DecidedSubject {
  /** SHA-256 in hex over the patch's content. */
  readonly patchDigest: string | null;
  /** SHA-256 in hex of the evidence manifest; null where the arena did not run. */
  readonly evidenceDigest: string | null;
  readonly baseCommit: string | null;
}

/**
 * SHA-256 in hex over the canonical JSON (RFC 8785) of patch digest, evidence digest and base commit: what a decision is bound
 * to (hitl.md §1). A change of any of them makes another subject.
 */
export function subjectDigest({ patchDigest, evidenceDigest, baseCommit }: DecidedSubject): string {
  const subject = { patch_digest: patchDigest, evidence_digest: evidenceDigest, base_commit: baseCommit };
  return createHash('sha256').update(canonicalJson(subject)).digest('hex');
}
