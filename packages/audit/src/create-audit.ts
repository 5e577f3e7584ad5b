import { createHash, randomBytes } from 'node:crypto';
import type { AuditCheckpoint, AuditConsistency, AuditEntry, AuditInclusion, AuditKey } from '@maximus/contracts';
import { type Clock, newId } from '@maximus/kernel';
import {
  auditCheckpointRows,
  auditExportRows,
  auditLeafRows,
  auditNameRows,
  auditRows,
  type Database,
  type Writer,
} from '@maximus/storage';
import { type ApiWrite, recordOfWrite, shouldRecord } from './api-write.ts';
import { type CheckpointSettings, createCheckpointer, statedKeys } from './checkpoints/checkpointer.ts';
import { checkpointOf } from './checkpoints/statements.ts';
import { canonicalDetails, cleanText } from './details.ts';
import { errors } from './errors.ts';
import { exportLines } from './export-log.ts';
import { type AuditListQuery, auditList, type Page } from './list-entries.ts';
import { consistencyPath, inclusionPath } from './merkle/proofs.ts';
import { storedTree } from './merkle/stored-tree.ts';
import type { AuditActor, AuditRecord } from './record.ts';
import { createSealer } from './sealer.ts';

/** What the log needs. */
export interface AuditOptions {
  readonly db: Database;
  readonly clock: Clock;
  readonly log: { error(fields: object, message: string): void };
  /** Longest time an entry waits for its place, when nothing else wakes the sealer; default 2,000 ms. */
  readonly sealEveryMs?: number;
  /** Signed states of the log; absent: none are made here. */
  readonly checkpoints?: CheckpointSettings | undefined;
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
  /** Entries newest first, each with its place. */
  list(query: AuditListQuery): Promise<Page<AuditEntry>>;
  /** Seals, and signs what is new; undefined when nothing is, or when this process signs nothing. Throws `audit.*`. */
  checkpoint(): Promise<AuditCheckpoint | undefined>;
  /** Signed states, the largest first, and every key. */
  checkpoints(query: { readonly limit: number; readonly before?: number | undefined }): Promise<{
    readonly items: readonly AuditCheckpoint[];
    readonly keys: readonly AuditKey[];
  }>;
  /** That an entry is in the newest signed state. Throws `audit.entry_not_found`, `audit.no_checkpoint`. */
  proveInclusion(logId: string): Promise<AuditInclusion>;
  /** That the state of one size became that of another by growing alone. Throws `audit.bad_sizes`. */
  proveConsistency(from: number, to: number): Promise<AuditConsistency>;
  /** The whole log as lines for `verifyExport`, sealed and signed first. */
  exportLines(): AsyncGenerator<string>;
  /** A new key signs from now on. Throws `audit.key_unusable` where this process signs nothing. */
  rotateKey(): Promise<AuditKey>;
  /** How old the newest signed state is while there are newer entries; 0 when there are none. Milliseconds. */
  checkpointAgeMs(): Promise<number>;
  /** Erases the names of a person or token; every hash stays as it was. */
  eraseName(writer: Writer, actor: Pick<AuditActor, 'kind' | 'id'>): Promise<void>;
  /** Seals what is left and ends the timer. */
  stop(): Promise<void>;
}

/** Starts the log on a database; its sealer runs until `stop`. */
export function createAudit({ db, clock, log, sealEveryMs = 2_000, checkpoints }: AuditOptions): Audit {
  const sealer = createSealer({ db, log, everyMs: sealEveryMs });
  const checkpointer = checkpoints && createCheckpointer(db, clock, log, checkpoints);
  const tree = storedTree(db);
  const checkpoint = async (): Promise<AuditCheckpoint | undefined> => {
    await sealer.seal();
    return await checkpointer?.checkpoint();
  };
  const signing =
    checkpoints &&
    setInterval(() => {
      // The log goes on; the next turn signs, and the age of the last state shows that it did not.
      checkpoint().catch((err: unknown) => log.error({ err }, 'the audit log could not be signed'));
    }, checkpoints.everyMs ?? 60_000);
  signing?.unref();

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
    list: async (query) => {
      await sealer.seal();
      return await auditList(db, query);
    },
    checkpoint,
    checkpoints: async ({ limit, before }) => ({
      items: (await auditCheckpointRows.list(db, limit, before)).map(checkpointOf),
      keys: await statedKeys(db),
    }),
    proveInclusion: async (logId) => {
      const find = async () => ({ row: await auditRows.byId(db, logId), newest: await auditCheckpointRows.newest(db) });
      let { row, newest } = await find();
      if (row === undefined) throw errors.entry_not_found(`there is no entry ${logId.slice(0, 64)}`);
      if (row.seq === null || row.seq > Number(newest?.size ?? 0)) {
        await checkpoint();
        ({ row, newest } = await find());
      }
      if (row?.seq == null || row.leafHash === null || newest === undefined || row.seq > Number(newest.size))
        throw errors.no_checkpoint('no signed state of the log covers the entry yet');
      const path = await inclusionPath(tree, row.seq - 1, Number(newest.size));
      return {
        log_id: row.logId,
        seq: row.seq,
        leaf_hash: row.leafHash.toString('hex'),
        path: path.map((hash) => hash.toString('hex')),
        checkpoint: checkpointOf(newest),
      };
    },
    proveConsistency: async (from, to) => {
      const size = await auditLeafRows.lastSeq(db);
      if (from > to || to > size) throw errors.bad_sizes(`sizes go from 1 to ${size}, the smaller one first`);
      const path = await consistencyPath(tree, from, to);
      return {
        from,
        to,
        from_root: (await tree(0, from)).toString('hex'),
        to_root: (await tree(0, to)).toString('hex'),
        path: path.map((hash) => hash.toString('hex')),
      };
    },
    exportLines: async function* () {
      await checkpoint();
      yield* exportLines(db, clock);
    },
    rotateKey: async () => {
      if (checkpointer === undefined) throw errors.key_unusable('this process signs nothing');
      await checkpoint();
      return await checkpointer.rotate();
    },
    checkpointAgeMs: async () => {
      const newest = await auditCheckpointRows.newest(db);
      const size = await auditLeafRows.lastSeq(db);
      if (size === Number(newest?.size ?? 0)) return 0;
      const first = newest === undefined ? (await auditExportRows.placed(db, 0, 1))[0]?.at : newest.at;
      return first == null ? 0 : Math.max(0, clock.now() - first.getTime());
    },
    eraseName: (writer, actor) => auditNameRows.erase(writer, actor.kind, actor.id, new Date(clock.now())),
    stop: async () => {
      clearInterval(signing);
      await sealer.stop();
      await checkpointer?.checkpoint();
    },
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
