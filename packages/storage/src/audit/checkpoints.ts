import type { Selectable } from 'kysely';
import type { Tx, Writer } from '../database/index.ts';
import type { AuditTables } from './tables.ts';

/** A signed state of the log as it is stored. */
export type AuditCheckpointRow = Selectable<AuditTables['audit_checkpoints']>;
/** A public key of the log as it is stored. */
export type AuditKeyRow = Selectable<AuditTables['audit_keys']>;

/** Signed states of the log and their keys; both are only ever added. */
export const auditCheckpointRows = {
  async newest(db: Writer): Promise<AuditCheckpointRow | undefined> {
    return await db.kysely
      .selectFrom('audit_checkpoints')
      .selectAll()
      .orderBy('size', 'desc')
      .limit(1)
      .executeTakeFirst();
  },

  /** Largest first. */
  async list(db: Writer, limit: number, before?: number): Promise<readonly AuditCheckpointRow[]> {
    let rows = db.kysely.selectFrom('audit_checkpoints').selectAll();
    if (before !== undefined) rows = rows.where('size', '<', String(before));
    return await rows.orderBy('size', 'desc').limit(limit).execute();
  },

  /** Smallest first, larger than a size. */
  async after(db: Writer, size: number, limit: number): Promise<readonly AuditCheckpointRow[]> {
    return await db.kysely
      .selectFrom('audit_checkpoints')
      .selectAll()
      .where('size', '>', String(size))
      .orderBy('size')
      .limit(limit)
      .execute();
  },

  async insert(tx: Tx, row: Omit<AuditCheckpointRow, 'frontier'> & { readonly frontier: Buffer[] }): Promise<void> {
    await tx.kysely.insertInto('audit_checkpoints').values(row).execute();
  },

  /** First key first. */
  async keys(db: Writer): Promise<readonly AuditKeyRow[]> {
    return await db.kysely.selectFrom('audit_keys').selectAll().orderBy('place').execute();
  },

  async insertKey(tx: Tx, row: AuditKeyRow): Promise<void> {
    await tx.kysely.insertInto('audit_keys').values(row).execute();
  },
} as const;
