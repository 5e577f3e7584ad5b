import type { Writer } from '../database/index.ts';

/** Names of actors beside the hashed rows, which hold a salted digest of each instead. */
export const auditNameRows = {
  /** The digest that stands for a name; made with `make` the first time. */
  async digest(
    db: Writer,
    actor: { readonly kind: string; readonly id: string; readonly name: string },
    make: () => { readonly digest: Buffer; readonly salt: Buffer },
  ): Promise<Buffer> {
    const find = () =>
      db.kysely
        .selectFrom('audit_names')
        .select('digest')
        .where('kind', '=', actor.kind)
        .where('id', '=', actor.id)
        .where('name', '=', actor.name)
        .executeTakeFirst();
    const known = await find();
    if (known !== undefined) return known.digest;
    const made = make();
    const inserted = await db.kysely
      .insertInto('audit_names')
      .values({ ...actor, ...made })
      .onConflict((conflict) => conflict.doNothing())
      .returning('digest')
      .executeTakeFirst();
    // Another transaction made it meanwhile; it has ended, or the insert would still wait.
    return inserted?.digest ?? (await find())?.digest ?? made.digest;
  },

  /** Erases every name of an actor; the digests stay, and with them the hashes of the log. */
  async erase(db: Writer, kind: string, id: string, at: Date): Promise<void> {
    await db.kysely
      .updateTable('audit_names')
      .set({ name: null, salt: null, erased_at: at })
      .where('kind', '=', kind)
      .where('id', '=', id)
      .where('name', 'is not', null)
      .execute();
  },
};
