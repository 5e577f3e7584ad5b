import { sql } from 'kysely';
import type { Tx, Writer } from '../database/index.ts';

/** A place of a component in the current snapshot of a project. */
export interface CurrentOccurrence {
  readonly componentKey: number;
  readonly fileKey: number;
  readonly scope: number;
  readonly direct: boolean;
  readonly line: number | null;
  readonly requested: string | null;
  readonly override: string | null;
}

/** The places of a project now. */
export async function currentOccurrences(db: Writer, projectKey: number): Promise<readonly CurrentOccurrence[]> {
  const { rows } = await sql<CurrentOccurrence>`
    select component_key as "componentKey", file_key as "fileKey", scope, direct, line, requested, override
    from occurrence where project_key = ${projectKey}
  `.execute(db.kysely);
  return rows;
}

/** Keys of a project's files, made where they are missing. */
export async function ensureFiles(
  db: Writer,
  projectKey: number,
  files: readonly { readonly path: string; readonly format: string }[],
): Promise<Map<string, number>> {
  if (files.length === 0) return new Map();
  const { rows } = await sql<{ key: number; path: string }>`
    insert into project_file (project_key, path, format)
    select ${projectKey}, f.path, f.format
    from unnest(${files.map(({ path }) => path)}::text[], ${files.map(({ format }) => format)}::text[]) as f (path, format)
    on conflict (project_key, path) do update set format = excluded.format
    returning key, path
  `.execute(db.kysely);
  return new Map(rows.map(({ key, path }) => [path, key]));
}

/** What a snapshot changes; places that stay as they are are not written. */
export interface OccurrenceChange {
  readonly removed: readonly CurrentOccurrence[];
  /** Places that were not there. */
  readonly added: readonly CurrentOccurrence[];
  /** Places that may have been there, and are to say this. */
  readonly changed: readonly CurrentOccurrence[];
}

/** What turns the places of now into those of a new snapshot. */
export function compareOccurrences(
  now: readonly CurrentOccurrence[],
  next: readonly CurrentOccurrence[],
): OccurrenceChange {
  const identity = (each: CurrentOccurrence) => `${each.componentKey}/${each.fileKey}/${each.scope}`;
  const held = new Map(now.map((each) => [identity(each), each]));
  const added: CurrentOccurrence[] = [];
  const changed: CurrentOccurrence[] = [];
  for (const each of next) {
    const old = held.get(identity(each));
    held.delete(identity(each));
    if (old === undefined) added.push(each);
    else if (!isSame(old, each)) changed.push(each);
  }
  return { removed: [...held.values()], added, changed };
}

function isSame(a: CurrentOccurrence, b: CurrentOccurrence): boolean {
  return a.direct === b.direct && a.line === b.line && a.requested === b.requested && a.override === b.override;
}

/** Applies a change in at most three statements. The caller holds the project's lock. */
export async function writeOccurrences(tx: Tx, projectKey: number, change: OccurrenceChange): Promise<void> {
  const { removed, added, changed } = change;
  if (removed.length > 0) {
    await sql`
      delete from occurrence o
      using unnest(${removed.map((each) => each.componentKey)}::int[], ${removed.map((each) => each.fileKey)}::int[],
        ${removed.map((each) => each.scope)}::smallint[]) as r (component_key, file_key, scope)
      where o.component_key = r.component_key and o.project_key = ${projectKey} and o.file_key = r.file_key
        and o.scope = r.scope
    `.execute(tx.kysely);
  }
  // Looking for a conflict before each row costs as much again as the row.
  if (added.length > 0) await insertOccurrences(projectKey, added).execute(tx.kysely);
  if (changed.length > 0) {
    await sql`
      ${insertOccurrences(projectKey, changed)}
      on conflict (component_key, project_key, file_key, scope) do update
        set direct = excluded.direct, line = excluded.line, requested = excluded.requested, override = excluded.override
    `.execute(tx.kysely);
  }
}

/** In the order of the index, so that neighbours in it are written one after the other. */
function insertOccurrences(projectKey: number, places: readonly CurrentOccurrence[]) {
  const sorted = [...places].sort((a, b) => a.componentKey - b.componentKey);
  const column = <K extends keyof CurrentOccurrence>(name: K) => sorted.map((each) => each[name]);
  return sql`
    insert into occurrence (component_key, project_key, file_key, scope, direct, line, requested, override)
    select w.component_key, ${projectKey}::int, w.file_key, w.scope, w.direct, w.line, w.requested, w.override
    from unnest(${column('componentKey')}::int[], ${column('fileKey')}::int[], ${column('scope')}::smallint[],
      ${column('direct')}::bool[], ${column('line')}::int[], ${column('requested')}::text[],
      ${column('override')}::text[]) as w (component_key, file_key, scope, direct, line, requested, override)`;
}

/** Takes every place of a project away, for an archived one. */
export async function clearOccurrences(tx: Tx, projectKey: number): Promise<void> {
  await sql`delete from occurrence where project_key = ${projectKey}`.execute(tx.kysely);
}
