import { z } from 'zod';
import { Time } from '../wire/index.ts';

const Digest = z.string().regex(/^[0-9a-f]{64}$/);
const base64 = z.string().max(256);
const size = z.number().int().nonnegative();

/** A public key of the log; `key_id` is SHA-256 of its 32 bytes, so the id alone pins it. */
export const AuditKey = z.strictObject({
  key_id: Digest,
  /** Ed25519, 32 bytes, base64. */
  public_key: base64,
  created_at: Time,
  /** The key before, which signed this one; null for the first. */
  previous_key_id: Digest.nullable(),
  /** By the key before, over the canonical JSON of everything above; by itself for the first. */
  signature: base64,
});
export type AuditKey = z.infer<typeof AuditKey>;

/** A signed state of the log: that its first `size` leaves have this root (RFC 6962 §2.1). */
export const AuditCheckpoint = z.strictObject({
  /** Which log it is: made once per installation. */
  origin: z.string().max(128),
  size: z.number().int().positive(),
  root: Digest,
  at: Time,
  /** SHA-256 of the canonical JSON of the checkpoint before; null for the first. */
  prev_digest: Digest.nullable(),
  key_id: Digest,
  /** Ed25519 over the canonical JSON of everything above, base64. */
  signature: base64,
});
export type AuditCheckpoint = z.infer<typeof AuditCheckpoint>;

/** That a leaf is the `seq`-th of a signed state. */
export const AuditInclusion = z.strictObject({
  log_id: z.string(),
  seq: z.number().int().positive(),
  leaf_hash: Digest,
  /** From the leaf's sibling upwards. */
  path: z.array(Digest),
  checkpoint: AuditCheckpoint,
});
export type AuditInclusion = z.infer<typeof AuditInclusion>;

/** That a later state only adds to an earlier one. */
export const AuditConsistency = z.strictObject({
  from: size,
  to: size,
  from_root: Digest,
  to_root: Digest,
  path: z.array(Digest),
});
export type AuditConsistency = z.infer<typeof AuditConsistency>;
