import { createHash, randomBytes } from 'node:crypto';
import { type Clock, newId } from '@maximus/kernel';
import { auditNameRows, auditRows, type Database, type Writer } from '@maximus/storage';
import { type ApiWrite, recordOfWrite, shouldRecord } from './api-write.ts';
import { canonicalDetails, cleanText } from './details.ts';
import type { AuditActor, AuditRecord } from './record.ts';
import { createSealer } from './sealer.ts';

/** What the log needs. */
export interface AuditOptions {
  readonly db: Database;
  readonly clock: Clock;
  readonly log: { error(fields: object, message: string): void };
  /** Longest time an entry waits for its place, when nothing else wakes the sealer; default 2,000 ms. */
  readonly sealEveryMs?: number;
}

/** The audit log. */
export interface Audit {
  /**
   * Writes one entry with `writer`: inside the caller's transaction it is there exactly when what it tells is. Returns
   * its id, `log_…`.
   */
  append(writer: Writer, record: AuditRecord): Promise<string>;
  /** Writes the entry of an answered request, when it is one that the log holds. For the server's hook. */
  recordWrite(write: ApiWrite): Promise<void>;
  /** Gives every committed entry its place; returns how many got one. Calls on all nodes take turns. */
  seal(): Promise<number>;
  /** Erases the names of a person or token; every hash stays as it was. */
  eraseName(writer: Writer, actor: Pick<AuditActor, 'kind' | 'id'>): Promise<void>;
  /** Seals what is left and ends the timer. */
  stop(): Promise<void>;
}

/** Starts the log on a database; its sealer runs until `stop`. */
export function createAudit({ db, clock, log, sealEveryMs = 2_000 }: AuditOptions): Audit {
  const sealer = createSealer({ db, log, everyMs: sealEveryMs });

  const append = async (writer: Writer, record: AuditRecord): Promise<string> => {
    const logId = newId('log', clock);
    const name = cleanText(record.actor.name, 200);
    const actor = { kind: record.actor.kind, id: cleanText(record.actor.id, 128) };
    const digest = await auditNameRows.digest(writer, { ...actor, name }, () => saltedDigest(name));
    await auditRows.insert(writer, {
      logId,
      at: new Date(clock.now()),
      actorKind: actor.kind,
      actorId: actor.id,
      actorUserId: record.actor.userId ?? null,
      actorNameDigest: digest,
      action: cleanText(record.action, 128),
      entityKind: cleanText(record.subject.kind, 64),
      entityId: cleanText(record.subject.id, 256),
      decisionId: optional(record.decisionId, 64),
      details: canonicalDetails({ ...record.detail, from: record.from, to: record.to }),
      reason: optional(record.reason, 1_000),
      ipAddress: optional(record.address, 64),
      userAgent: optional(record.userAgent, 256),
      sessionId: optional(record.sessionId, 64),
      correlationId: cleanText(record.correlationId, 128),
      requestId: optional(record.requestId, 128),
      traceId: optional(record.traceId, 64),
    });
    sealer.wake();
    return logId;
  };

  return {
    append,
    recordWrite: async (write) => {
      if (shouldRecord(write)) await append(db, recordOfWrite(write));
    },
    seal: () => sealer.seal(),
    eraseName: (writer, actor) => auditNameRows.erase(writer, actor.kind, actor.id, new Date(clock.now())),
    stop: () => sealer.stop(),
  };
}

/** What stands for a name in the hashed row: SHA-256(salt ‖ name). Without the salt nothing can be told from it. */
function saltedDigest(name: string): { readonly digest: Buffer; readonly salt: Buffer } {
  const salt = randomBytes(16);
  return { salt, digest: createHash('sha256').update(salt).update(name, 'utf8').digest() };
}

function optional(text: string | undefined, maxLength: number): string | null {
  return text === undefined ? null : cleanText(text, maxLength);
}
