import type { AuditCheckpoint, AuditKey } from '@maximus/contracts';
import { isSignedBy, keyIdOf } from '../checkpoints/signing-key.ts';
import { checkpointDigest } from '../checkpoints/statements.ts';

/** What is wrong with the keys of a log: each but the first is signed by the one before it, and its id is its digest. */
export function faultOfKeys(keys: readonly AuditKey[]): string | undefined {
  let previous: AuditKey | undefined;
  for (const key of keys) {
    const { signature, ...statement } = key;
    if (keyIdOf(Buffer.from(key.public_key, 'base64')) !== key.key_id)
      return `key ${short(key.key_id)} is not its own id`;
    if (key.previous_key_id !== (previous?.key_id ?? null))
      return `key ${short(key.key_id)} does not follow the one before`;
    if (!isSignedBy((previous ?? key).public_key, statement, signature))
      return `key ${short(key.key_id)} is not signed`;
    previous = key;
  }
  return undefined;
}

/** What is wrong with the signature of a checkpoint. */
export function faultOfSignature(checkpoint: AuditCheckpoint, keys: ReadonlyMap<string, AuditKey>): string | undefined {
  const { signature, ...statement } = checkpoint;
  const key = keys.get(checkpoint.key_id);
  if (key === undefined) return 'it is signed with a key that is no key of the log';
  return isSignedBy(key.public_key, statement, signature) ? undefined : 'its signature does not hold';
}

/** What is wrong with the place of a checkpoint after the one before it; its root is checked against the leaves elsewhere. */
export function faultOfOrder(checkpoint: AuditCheckpoint, previous: AuditCheckpoint | undefined): string | undefined {
  if (previous === undefined)
    return checkpoint.prev_digest === null ? undefined : 'the checkpoint before it is missing';
  if (checkpoint.size <= previous.size) return 'it is not larger than the one before';
  if (checkpoint.origin !== previous.origin) return 'it is of another log';
  return checkpoint.prev_digest === checkpointDigest(previous) ? undefined : 'it does not follow the one before';
}

function short(digest: string): string {
  return digest.slice(0, 16);
}
