import { parseDuration } from '@maximus/kernel';
import { z } from 'zod';

/** How the audit log is signed (hitl.md §7). */
export const AuditConfig = z.strictObject({
  key_file: z
    .string()
    .default('')
    .describe(
      'Ed25519 key of the log, 64 hex digits; the same for every server of one database. Empty: audit.key in data_dir.',
    ),
  checkpoint_file: z
    .string()
    .default('')
    .describe(
      'Every signed state is appended here; keep copies elsewhere. Empty: audit-checkpoints.ndjson in data_dir.',
    ),
  checkpoint_period: z
    .string()
    .default('60s')
    .refine((text) => (parseDuration(text) ?? 0) >= 1_000, 'a duration of at least a second, such as "60s"')
    .describe('How often new entries are signed (duration).'),
});
export type AuditConfig = z.infer<typeof AuditConfig>;
