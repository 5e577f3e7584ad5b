import { AuditCheckpoint, AuditKey } from '@maximus/contracts';
import { canonicalJson } from '@maximus/kernel';
import { z } from 'zod';

const Hex = z.string().regex(/^[0-9a-f]{64}$/);
const text = z.string();
const maybe = z.string().nullable();

/** One place of an export, as it was stored. */
const EntryLine = z.strictObject({
  type: z.literal('entry'),
  seq: z.number().int().positive().nullable(),
  log_id: text,
  leaf_hash: Hex.nullable(),
  at: maybe,
  actor_kind: maybe,
  actor_id: maybe,
  actor_user_id: maybe,
  actor_name_digest: z
    .string()
    .regex(/^[0-9a-f]*$/)
    .nullable(),
  action: maybe,
  entity_kind: maybe,
  entity_id: maybe,
  decision_id: maybe,
  details: maybe,
  reason: maybe,
  ip_address: maybe,
  user_agent: maybe,
  session_id: maybe,
  correlation_id: maybe,
  request_id: maybe,
  trace_id: maybe,
  name: maybe,
  name_salt: z
    .string()
    .regex(/^[0-9a-f]*$/)
    .nullable(),
  name_kind: maybe,
  name_id: maybe,
});
/** One place of an export, as a type. */
export type EntryLine = z.infer<typeof EntryLine>;

const Line = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('export'), format: z.literal('maximus-audit-export/1'), at: text }),
  AuditKey.extend({ type: z.literal('key') }),
  AuditCheckpoint.extend({ type: z.literal('checkpoint') }),
  EntryLine,
  z.strictObject({ type: z.literal('end'), entries: z.number().int().nonnegative(), sha256: Hex }),
]);
/** One line of an export or of a file of checkpoints. */
export type ExportLine = z.infer<typeof Line>;

/** Reads a line; undefined where it is not exactly what an export writes, down to the byte. */
export function readLine(line: string): ExportLine | undefined {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
  const parsed = Line.safeParse(value);
  if (!parsed.success) return undefined;
  try {
    return canonicalJson(value) === line ? parsed.data : undefined;
  } catch {
    // Half characters and the like: nothing that we write.
    return undefined;
  }
}
