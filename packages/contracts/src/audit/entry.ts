import { z } from 'zod';
import { idOf, Time } from '../wire/index.ts';

/** `log_…`. */
export const AuditLogId = idOf('log');
export type AuditLogId = z.infer<typeof AuditLogId>;

/** Who did something: a person, an API token (with the person it acts for), or a part of the program. */
export const AuditActorView = z.object({
  kind: z.enum(['user', 'token', 'system', 'policy', 'anonymous']),
  id: z.string(),
  /** Null when it was erased; `name_digest` in the hashed row still stands for it. */
  name: z.string().nullable(),
  user_id: z.string().nullable(),
});

/** One row of the audit log (hitl.md §7). */
export const AuditEntry = z.object({
  log_id: AuditLogId,
  /** Place in the log, from 1 and without gaps; null for the moment between writing and sealing. */
  seq: z.number().int().nullable(),
  at: Time,
  actor: AuditActorView,
  /** `user.created`, `api.updateUser`: dotted, the part that did it first. */
  action: z.string(),
  entity: z.object({ kind: z.string(), id: z.string() }),
  decision_id: z.string().nullable(),
  /** At most 16 KiB; `from` and `to` hold what changed. */
  details: z.record(z.string(), z.unknown()),
  reason: z.string().nullable(),
  ip_address: z.string().nullable(),
  user_agent: z.string().nullable(),
  session_id: z.string().nullable(),
  correlation_id: z.string(),
  request_id: z.string().nullable(),
  trace_id: z.string().nullable(),
  /** Hex SHA-256 of the sealed row; null until it is sealed. */
  leaf_hash: z.string().nullable(),
});
export type AuditEntry = z.infer<typeof AuditEntry>;
