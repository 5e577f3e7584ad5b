import { EvidenceManifest } from '@maximus/contracts';
import { canonicalJson } from '@maximus/kernel';
import { type Blobs, sha256 } from './blobs.ts';
import type { EvidenceSignature, EvidenceSigner } from './signer.ts';

/** Sealed evidence: immutable, known by the digest of its manifest. */
export interface SealedEvidence {
  /** SHA-256 of the manifest's canonical JSON, in hex. */
  readonly digest: string;
  readonly manifest: EvidenceManifest;
  /** Exactly the bytes that were hashed (RFC 8785). */
  readonly manifestBytes: Uint8Array;
  readonly signature: EvidenceSignature;
  readonly publicKey: string;
  readonly blobs: Blobs;
}

/** What a run saw, before it is sealed. */
export type UnsealedManifest = Omit<EvidenceManifest, 'format' | 'blobs'>;

/** Lists the blobs in the manifest, hashes its canonical form and signs the digest (arena.md §9). */
export function sealEvidence(run: UnsealedManifest, blobs: Blobs, signer: EvidenceSigner): SealedEvidence {
  const listed = [...blobs]
    .map(([path, bytes]) => ({ path, sha256: sha256(bytes), size: bytes.length }))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
  const manifest = EvidenceManifest.parse(wellFormed({ format: 'maximus.evidence/1', ...run, blobs: listed }));
  const manifestBytes = Buffer.from(canonicalJson(manifest), 'utf8');
  const digest = sha256(manifestBytes);
  return {
    digest,
    manifest,
    manifestBytes,
    signature: { key_id: signer.keyId, algorithm: 'Ed25519', signature: signer.sign(digest) },
    publicKey: signer.publicKey,
    blobs,
  };
}

/** Texts of a hostile project may hold half of a character, which canonical JSON cannot say (RFC 8785 §3.2.2.2). */
function wellFormed(value: unknown): unknown {
  if (typeof value === 'string') return value.toWellFormed();
  if (Array.isArray(value)) return value.map(wellFormed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, wellFormed(member)]));
}
