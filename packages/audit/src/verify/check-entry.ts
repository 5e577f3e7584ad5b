import { createHash } from 'node:crypto';
import { canonicalJson } from '@maximus/kernel';
import { leafHash } from '../leaf.ts';
import type { EntryLine } from './export-line.ts';

/** What is wrong with a place of the log; undefined when it is what was hashed. */
export function faultOfEntry(line: EntryLine, expectedSeq: number): string | undefined {
  if (line.seq === null) return `${line.log_id} has no place in the log`;
  if (line.seq !== expectedSeq) return `place ${expectedSeq} is missing: ${line.seq} follows`;
  const { at, actor_kind, actor_id, actor_name_digest, action, entity_kind, entity_id, details, correlation_id } = line;
  if (
    at === null ||
    actor_kind === null ||
    actor_id === null ||
    actor_name_digest === null ||
    action === null ||
    entity_kind === null ||
    entity_id === null ||
    details === null ||
    correlation_id === null ||
    line.leaf_hash === null
  )
    return 'the entry is gone';
  if (!isCanonical(details)) return 'its details are not as they were written';
  const time = new Date(at);
  if (Number.isNaN(time.getTime()) || time.toISOString() !== at) return 'its time is not as it was written';
  const hash = leafHash({
    seq: line.seq,
    logId: line.log_id,
    at: time,
    actorKind: actor_kind,
    actorId: actor_id,
    actorUserId: line.actor_user_id,
    actorNameDigest: Buffer.from(actor_name_digest, 'hex'),
    action,
    entityKind: entity_kind,
    entityId: entity_id,
    decisionId: line.decision_id,
    details,
    reason: line.reason,
    ipAddress: line.ip_address,
    userAgent: line.user_agent,
    sessionId: line.session_id,
    correlationId: correlation_id,
    requestId: line.request_id,
    traceId: line.trace_id,
  });
  if (hash.toString('hex') !== line.leaf_hash) return 'it is not what was hashed';
  return faultOfName(line);
}

/** A name stands beside the hashed row, which holds its salted digest; an erased one leaves nothing to check. */
function faultOfName(line: EntryLine): string | undefined {
  if (line.name_kind !== line.actor_kind || line.name_id !== line.actor_id) return 'its name belongs to somebody else';
  if (line.name === null && line.name_salt === null) return undefined;
  if (line.name === null || line.name_salt === null) return 'half of its name is missing';
  const digest = createHash('sha256')
    .update(Buffer.from(line.name_salt, 'hex'))
    .update(line.name, 'utf8')
    .digest('hex');
  return digest === line.actor_name_digest ? undefined : 'its name is not the one that was hashed';
}

function isCanonical(details: string): boolean {
  try {
    return canonicalJson(JSON.parse(details) as unknown) === details;
  } catch {
    // Whatever cannot be read was not written by the log.
    return false;
  }
}
