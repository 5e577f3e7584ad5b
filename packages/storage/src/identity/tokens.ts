import type { Role, TokenScope } from '@maximus/contracts';
import { formatId, parseId } from '@maximus/kernel';
import { type Selectable, sql } from 'kysely';
import type { Writer } from '../database/index.ts';
import { requireUuid } from './stored-id.ts';
import type { IdentityTables } from './tables.ts';

type Row = Selectable<IdentityTables['api_tokens']>;

/** An API token; its secret is stored as a digest only. */
export interface ApiTokenRecord {
  /** `tok_…`. */
  readonly id: string;
  readonly ownerId: string | null;
  readonly name: string;
  readonly scopes: readonly TokenScope[];
  readonly createdAt: Date;
  readonly expiresAt: Date;
  readonly lastUsedAt: Date | null;
  readonly lastUsedAddress: string | null;
  readonly revokedAt: Date | null;
}

/** A token with what its owner may do now; `ownerRoles` is null for a service token. */
export interface ApiTokenWithOwner extends ApiTokenRecord {
  readonly ownerRoles: readonly Role[] | null;
  readonly ownerDisabled: boolean;
}

/** API tokens. Revoked ones stay listed until they would have expired. */
export const apiTokenRows = {
  async insert(
    db: Writer,
    token: Pick<ApiTokenRecord, 'id' | 'ownerId' | 'name' | 'scopes' | 'createdAt' | 'expiresAt'> & {
      readonly secretHash: Buffer;
      readonly createdBy: string;
    },
  ): Promise<ApiTokenRecord> {
    const row = await db.kysely
      .insertInto('api_tokens')
      .values({
        id: requireUuid('tok', token.id),
        owner_id: token.ownerId === null ? null : requireUuid('usr', token.ownerId),
        created_by: requireUuid('usr', token.createdBy),
        name: token.name,
        scopes: [...token.scopes],
        secret_hash: token.secretHash,
        created_at: token.createdAt,
        expires_at: token.expiresAt,
      })
      .returningAll()
      .executeTakeFirstOrThrow();
    return recordOf(row);
  },

  async find(
    db: Writer,
    by: { readonly secretHash: Buffer } | { readonly id: string },
  ): Promise<ApiTokenWithOwner | undefined> {
    const query = db.kysely
      .selectFrom('api_tokens as token')
      .leftJoin('users', 'users.id', 'token.owner_id')
      .selectAll('token')
      .select(['users.roles', 'users.disabled_at']);
    const row = await ('secretHash' in by
      ? query.where('token.secret_hash', '=', by.secretHash)
      : query.where('token.id', '=', requireUuid('tok', by.id))
    ).executeTakeFirst();
    if (row === undefined) return undefined;
    return {
      ...recordOf(row),
      ownerRoles: row.owner_id === null ? null : ((row.roles ?? []) as Role[]),
      ownerDisabled: row.disabled_at !== null,
    };
  },

  async ofOwner(db: Writer, ownerId: string): Promise<readonly ApiTokenRecord[]> {
    const rows = await db.kysely
      .selectFrom('api_tokens')
      .selectAll()
      .where('owner_id', '=', requireUuid('usr', ownerId))
      .orderBy('created_at', 'desc')
      .orderBy('id', 'desc')
      .limit(200)
      .execute();
    return rows.map(recordOf);
  },

  /** Tokens of an owner that still work at a time. */
  async countLive(db: Writer, ownerId: string | null, now: Date): Promise<number> {
    const query = db.kysely
      .selectFrom('api_tokens')
      .select((select) => select.fn.countAll<string>().as('count'))
      .where('revoked_at', 'is', null)
      .where('expires_at', '>', now);
    const { count } = await (ownerId === null
      ? query.where('owner_id', 'is', null)
      : query.where('owner_id', '=', requireUuid('usr', ownerId))
    ).executeTakeFirstOrThrow();
    return Number(count);
  },

  async list(
    db: Writer,
    query: {
      readonly descending: boolean;
      readonly limit: number;
      readonly after?: readonly [createdAt: string, id: string];
      readonly ownerId?: string;
    },
  ): Promise<readonly ApiTokenRecord[]> {
    const direction = query.descending ? 'desc' : 'asc';
    let rows = db.kysely.selectFrom('api_tokens').selectAll();
    if (query.ownerId !== undefined) rows = rows.where('owner_id', '=', parseId('usr', query.ownerId) ?? null);
    if (query.after !== undefined) {
      const [at, id] = query.after;
      const than = sql.raw(query.descending ? '<' : '>');
      rows = rows.where(sql<boolean>`(created_at, id) ${than} (${at}::timestamptz, ${requireUuid('tok', id)}::uuid)`);
    }
    const found = await rows.orderBy('created_at', direction).orderBy('id', direction).limit(query.limit).execute();
    return found.map(recordOf);
  },

  /** Revokes a token, of one owner where one is named; `undefined` when there is none to revoke. */
  async revoke(db: Writer, id: string, at: Date, ownerId?: string): Promise<ApiTokenRecord | undefined> {
    const uuid = parseId('tok', id);
    if (uuid === undefined) return undefined;
    let query = db.kysely
      .updateTable('api_tokens')
      .set({ revoked_at: at })
      .where('id', '=', uuid)
      .where('revoked_at', 'is', null);
    if (ownerId !== undefined) query = query.where('owner_id', '=', requireUuid('usr', ownerId));
    const row = await query.returningAll().executeTakeFirst();
    return row && recordOf(row);
  },

  /** Notes a use, when none was noted since a time. */
  async touch(db: Writer, id: string, at: Date, address: string, notSince: Date): Promise<void> {
    await db.kysely
      .updateTable('api_tokens')
      .set({ last_used_at: at, last_used_address: address })
      .where('id', '=', requireUuid('tok', id))
      .where((where) => where.or([where('last_used_at', 'is', null), where('last_used_at', '<', notSince)]))
      .execute();
  },

  async removeEnded(db: Writer, before: Date): Promise<void> {
    await db.kysely.deleteFrom('api_tokens').where('expires_at', '<', before).execute();
  },
};

function recordOf(row: Row): ApiTokenRecord {
  return {
    id: formatId('tok', row.id),
    ownerId: row.owner_id === null ? null : formatId('usr', row.owner_id),
    name: row.name,
    scopes: row.scopes as TokenScope[],
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    lastUsedAt: row.last_used_at,
    lastUsedAddress: row.last_used_address,
    revokedAt: row.revoked_at,
  };
}
