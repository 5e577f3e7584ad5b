import { createHash } from 'node:crypto';
import type { AuditCheckpoint, AuditKey } from '@maximus/contracts';
import { canonicalJson } from '@maximus/kernel';
import type { AuditCheckpointRow, AuditKeyRow } from '@maximus/storage';
import { type SigningKey, signStatement } from './signing-key.ts';

/** SHA-256 of the canonical JSON of a checkpoint with its signature: what the next one names. */
export function checkpointDigest(checkpoint: AuditCheckpoint): string {
  return createHash('sha256').update(canonicalJson(checkpoint)).digest('hex');
}

/** Signs a state of the log. */
export function signCheckpoint(key: SigningKey, state: Omit<AuditCheckpoint, 'key_id' | 'signature'>): AuditCheckpoint {
  const statement = { ...state, key_id: key.keyId };
  return { ...statement, signature: signStatement(key, statement) };
}

/** States a key, signed by the one before; the first one signs itself. */
export function signKey(key: SigningKey, at: string, previous: SigningKey | undefined): AuditKey {
  const statement = {
    key_id: key.keyId,
    public_key: key.publicKey,
    created_at: at,
    previous_key_id: previous?.keyId ?? null,
  };
  return { ...statement, signature: signStatement(previous ?? key, statement) };
}

/** A stored checkpoint in its wire form, which is what was signed. */
export function checkpointOf(row: AuditCheckpointRow): AuditCheckpoint {
  return {
    origin: row.origin,
    size: Number(row.size),
    root: row.root,
    at: row.at.toISOString(),
    prev_digest: row.prev_digest,
    key_id: row.key_id,
    signature: row.signature,
  };
}

/** A stored key in its wire form. */
export function keyOf(row: AuditKeyRow): AuditKey {
  return {
    key_id: row.key_id,
    public_key: row.public_key,
    created_at: row.created_at.toISOString(),
    previous_key_id: row.previous_key_id,
    signature: row.signature,
  };
}
