/**
 * The append-only audit log (hitl.md §7): who did what, from where, when and within which chain. Entries are written in
 * the transaction of what they tell, then sealed: each gets the next place and a leaf hash, in one order over all nodes.
 * Not the application's log; no secret may enter. Checkpoints and proofs stand on the leaves. Read record.ts first.
 */

export { type ApiWrite, shouldRecord } from './api-write.ts';
export type { CheckpointSettings } from './checkpoints/checkpointer.ts';
export { AuditConfig } from './config.ts';
export { type Audit, type AuditOptions, createAudit } from './create-audit.ts';
export { errors } from './errors.ts';
export { leafBytes, leafHash } from './leaf.ts';
export { isConsistent, rootOfInclusion } from './merkle/proofs.ts';
export { auditMetrics } from './metrics.ts';
export { type AuditActor, type AuditRecord, actorOf, systemActor } from './record.ts';
export { auditRoutes } from './routes.ts';
export { readKept, type VerifyReport, verifyExport } from './verify/verify-export.ts';
