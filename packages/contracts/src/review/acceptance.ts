import { z } from 'zod';
import { AcceptanceScope, FindingVex } from '../apv/index.ts';

/** A wish to take a risk for a while, or to state that a flaw does not matter here; in force once someone else approves it. */
export const NewAcceptance = z
  .strictObject({
    kind: z.enum(['acceptance', 'vex']).default('acceptance'),
    /** APV id, code, CVE or alias. */
    apv: z.string().min(1).max(128),
    scope: AcceptanceScope,
    /** Id or slug; needed unless the scope is a finding's. */
    project: z.string().max(128).optional(),
    finding_id: z.string().max(64).optional(),
    component_id: z.string().max(64).optional(),
    /** For `component_range`, in the ecosystem's own language. */
    version_range: z.string().max(256).optional(),
    reason: z.string().trim().min(1).max(500),
    /** Days; the policy's default where absent, and never more than it allows. */
    days: z.number().int().min(1).max(365).optional(),
    /** For `vex`: why it is not affected, in OpenVEX's words. */
    justification: FindingVex.shape.justification,
    impact_statement: z.string().max(1_000).optional(),
  })
  .refine(({ kind, justification }) => kind === 'acceptance' || justification !== undefined, {
    path: ['justification'],
    message: 'a VEX statement names its justification',
  });
export type NewAcceptance = z.infer<typeof NewAcceptance>;

/** What a decision about a risk or a statement would put into force. */
export const AcceptanceClaim = z.strictObject({
  scope: AcceptanceScope,
  reason: z.string(),
  /** Absent for statements, which have no end. */
  days: z.number().int().optional(),
  version_range: z.string().optional(),
  justification: FindingVex.shape.justification,
  impact_statement: z.string().optional(),
});
export type AcceptanceClaim = z.infer<typeof AcceptanceClaim>;
