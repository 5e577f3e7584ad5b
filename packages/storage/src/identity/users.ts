import type { Role } from '@maximus/contracts';
import { formatId, parseId } from '@maximus/kernel';
import { type Selectable, sql } from 'kysely';
import type { Tx, Writer } from '../database/index.ts';
import { requireUuid } from './stored-id.ts';
import type { IdentityTables } from './tables.ts';

type Row = Selectable<IdentityTables['users']>;

/** An account with what proves its person; nothing of it but the public part may leave identity. */
export interface UserRecord {
  /** `usr_…`. */
  readonly id: string;
  readonly name: string;
  readonly displayName: string;
  readonly email: string | null;
  readonly roles: readonly Role[];
  /** PHC text of argon2id. */
  readonly passwordHash: string | null;
  readonly totpSecret: Buffer | null;
  readonly totpEnabledAt: Date | null;
  /** Time step of the last code that was taken, so that none is taken twice. */
  readonly totpLastStep: number | null;
  readonly oidcIssuer: string | null;
  readonly oidcSubject: string | null;
  readonly disabledAt: Date | null;
  readonly lastLoginAt: Date | null;
  readonly createdAt: Date;
  readonly version: number;
}

/** Fields of an account that change; absent ones stay. */
export interface UserChange {
  readonly displayName?: string;
  readonly email?: string | null;
  readonly roles?: readonly Role[];
  readonly passwordHash?: string | null;
  readonly passwordChangedAt?: Date;
  readonly totpSecret?: Buffer | null;
  readonly totpEnabledAt?: Date | null;
  readonly totpLastStep?: number | null;
  readonly disabledAt?: Date | null;
  readonly lastLoginAt?: Date;
}

/** Orders of the list of accounts; `key` of a position is what `sortKey` gives. */
export type UserSort = 'name' | 'created_at';

const ADMIN_LOCK = 0x6964_6e74;

/** Accounts. Names are unique by their folded form, which the caller makes. */
export const userRows = {
  async insert(
    db: Writer,
    user: Pick<UserRecord, 'id' | 'name' | 'displayName' | 'email' | 'roles'> & {
      readonly nameKey: string;
      readonly at: Date;
      readonly oidcIssuer?: string;
      readonly oidcSubject?: string;
    },
  ): Promise<UserRecord | undefined> {
    const row = await db.kysely
      .insertInto('users')
      .values({
        id: uuidOf(user.id),
        name: user.name,
        name_key: user.nameKey,
        display_name: user.displayName,
        email: user.email,
        roles: [...user.roles],
        oidc_issuer: user.oidcIssuer ?? null,
        oidc_subject: user.oidcSubject ?? null,
        created_at: user.at,
        updated_at: user.at,
        version: 1,
      })
      .onConflict((conflict) => conflict.doNothing())
      .returningAll()
      .executeTakeFirst();
    return row && recordOf(row);
  },

  async byId(db: Writer, id: string): Promise<UserRecord | undefined> {
    const uuid = parseId('usr', id);
    if (uuid === undefined) return undefined;
    const row = await db.kysely.selectFrom('users').selectAll().where('id', '=', uuid).executeTakeFirst();
    return row && recordOf(row);
  },

  /** Waits for others that hold the row, and holds it until the end of the transaction. */
  async lock(tx: Tx, id: string): Promise<UserRecord | undefined> {
    const uuid = parseId('usr', id);
    if (uuid === undefined) return undefined;
    const row = await tx.kysely.selectFrom('users').selectAll().where('id', '=', uuid).forUpdate().executeTakeFirst();
    return row && recordOf(row);
  },

  async byNameKey(db: Writer, nameKey: string): Promise<UserRecord | undefined> {
    const row = await db.kysely.selectFrom('users').selectAll().where('name_key', '=', nameKey).executeTakeFirst();
    return row && recordOf(row);
  },

  async byOidc(db: Writer, issuer: string, subject: string): Promise<UserRecord | undefined> {
    const row = await db.kysely
      .selectFrom('users')
      .selectAll()
      .where('oidc_issuer', '=', issuer)
      .where('oidc_subject', '=', subject)
      .executeTakeFirst();
    return row && recordOf(row);
  },

  /** Changes an account; its version is raised by what administrators edit, not by a log-in. */
  async update(db: Writer, id: string, change: UserChange, at: Date): Promise<UserRecord> {
    const row = await db.kysely
      .updateTable('users')
      .set({ ...columnsOf(change), updated_at: at, version: sql<number>`version + ${edits(change) ? 1 : 0}` })
      .where('id', '=', uuidOf(id))
      .returningAll()
      .executeTakeFirstOrThrow();
    return recordOf(row);
  },

  /** Takes a time step of the authenticator; `false` when it, or a later one, was taken before. */
  async takeTotpStep(db: Writer, id: string, step: number): Promise<boolean> {
    const { numUpdatedRows } = await db.kysely
      .updateTable('users')
      .set({ totp_last_step: String(step) })
      .where('id', '=', uuidOf(id))
      .where((where) => where.or([where('totp_last_step', 'is', null), where('totp_last_step', '<', String(step))]))
      .executeTakeFirst();
    return numUpdatedRows === 1n;
  },

  /** Whoever changes who is an administrator does it one after the other; held until the end of the transaction. */
  async lockAdmins(tx: Tx): Promise<void> {
    await sql`select pg_advisory_xact_lock(${ADMIN_LOCK})`.execute(tx.kysely);
  },

  /**
   * Administrators who can log in: not disabled, with a password, or an account at the OpenID provider where that counts.
   * `except` leaves one account out.
   */
  async countAdmins(db: Writer, which: { readonly withOidc: boolean; readonly except?: string }): Promise<number> {
    let query = db.kysely
      .selectFrom('users')
      .select((select) => select.fn.countAll<string>().as('count'))
      .where('disabled_at', 'is', null)
      .where(sql<boolean>`'admin' = any (roles)`);
    query = which.withOidc
      ? query.where((where) =>
          where.or([where('password_hash', 'is not', null), where('oidc_subject', 'is not', null)]),
        )
      : query.where('password_hash', 'is not', null);
    if (which.except !== undefined) query = query.where('id', '<>', uuidOf(which.except));
    return Number((await query.executeTakeFirstOrThrow()).count);
  },

  /** One page and one row more; `after` is the sort key and the id of the last row that was shown. */
  async list(
    db: Writer,
    query: {
      readonly sort: UserSort;
      readonly descending: boolean;
      readonly limit: number;
      readonly after?: readonly [key: string, id: string];
      readonly namePrefix?: string;
      readonly role?: Role;
      readonly disabled?: boolean;
    },
  ): Promise<readonly UserRecord[]> {
    const direction = query.descending ? 'desc' : 'asc';
    const column = sql.ref(query.sort === 'name' ? 'name_key' : 'created_at');
    let rows = db.kysely.selectFrom('users').selectAll();
    if (query.after !== undefined) {
      const [key, id] = query.after;
      const than = sql.raw(query.descending ? '<' : '>');
      const value = query.sort === 'name' ? sql`${key}` : sql`${key}::timestamptz`;
      rows = rows.where(sql<boolean>`(${column}, id) ${than} (${value}, ${uuidOf(id)}::uuid)`);
    }
    if (query.namePrefix !== undefined) {
      rows = rows.where('name_key', 'like', `${query.namePrefix.replaceAll(/[\\%_]/g, '\\$&')}%`);
    }
    if (query.role !== undefined) rows = rows.where(sql<boolean>`${query.role} = any (roles)`);
    if (query.disabled !== undefined) rows = rows.where('disabled_at', query.disabled ? 'is not' : 'is', null);
    const found = await rows.orderBy(column, direction).orderBy('id', direction).limit(query.limit).execute();
    return found.map(recordOf);
  },

  /** The sort key of an account, as `list` takes it back. */
  sortKey(user: UserRecord, sort: UserSort, nameKey: string): string {
    return sort === 'name' ? nameKey : user.createdAt.toISOString();
  },
};

function edits(change: UserChange): boolean {
  const { displayName, email, roles, disabledAt } = change;
  return [displayName, email, roles, disabledAt].some((value) => value !== undefined);
}

function columnsOf(change: UserChange): Partial<Row> {
  const columns: Record<string, unknown> = {
    display_name: change.displayName,
    email: change.email,
    roles: change.roles && [...change.roles],
    password_hash: change.passwordHash,
    password_changed_at: change.passwordChangedAt,
    totp_secret: change.totpSecret,
    totp_enabled_at: change.totpEnabledAt,
    totp_last_step: change.totpLastStep === null ? null : change.totpLastStep?.toString(),
    disabled_at: change.disabledAt,
    last_login_at: change.lastLoginAt,
  };
  return Object.fromEntries(Object.entries(columns).filter(([, value]) => value !== undefined)) as Partial<Row>;
}

function recordOf(row: Row): UserRecord {
  return {
    id: formatId('usr', row.id),
    name: row.name,
    displayName: row.display_name,
    email: row.email,
    roles: row.roles as Role[],
    passwordHash: row.password_hash,
    totpSecret: row.totp_secret,
    totpEnabledAt: row.totp_enabled_at,
    totpLastStep: row.totp_last_step === null ? null : Number(row.totp_last_step),
    oidcIssuer: row.oidc_issuer,
    oidcSubject: row.oidc_subject,
    disabledAt: row.disabled_at,
    lastLoginAt: row.last_login_at,
    createdAt: row.created_at,
    version: row.version,
  };
}

function uuidOf(id: string): string {
  return requireUuid('usr', id);
}
