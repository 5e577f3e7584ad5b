import type { ComponentSort } from '@maximus/contracts';
import { sql } from 'kysely';
import type { Writer } from '../database/index.ts';
import { type KeysetKey, type KeysetPage, keysetPage, type SortColumn } from '../lists/index.ts';
import { scopeCodes } from './scope-codes.ts';

/** What a list of components is narrowed by; what is absent does not narrow. */
export interface ComponentFilter {
  /** With its version. */
  readonly purl?: string | undefined;
  /** Without its version: every version of the package. */
  readonly purlOfPackage?: string | undefined;
  /** Whatever its case. */
  readonly name?: string | undefined;
  /** Normalised, together with the ecosystem. */
  readonly nameKey?: string | undefined;
  readonly baseEcosystem?: string | undefined;
  readonly version?: string | undefined;
}

/** A component of a list. */
export interface ListedComponentRow {
  readonly key: number;
  readonly id: string;
  readonly purl: string;
  readonly requested: string;
  readonly ecosystem: string;
  readonly name: string;
  readonly version: string | null;
  readonly integrity: string | null;
  readonly licences: string[];
  readonly first_seen_at: Date;
}

const sorts: Readonly<Record<ComponentSort, readonly SortColumn[]>> = {
  purl: [
    { column: 'purl', type: 'text', direction: 'asc' },
    { column: 'requested', type: 'text', direction: 'asc' },
  ],
  first_seen: [
    { column: 'first_seen_at', type: 'timestamptz', direction: 'desc' },
    { column: 'key', type: 'integer', direction: 'desc' },
  ],
};

/** The columns of a sort, turned round where its name has a dash. */
export function componentSortColumns(asked: ComponentSort | `-${ComponentSort}`): readonly SortColumn[] {
  const columns = sorts[asked.replace(/^-/, '') as ComponentSort];
  if (!asked.startsWith('-')) return columns;
  return columns.map((column) => ({ ...column, direction: column.direction === 'asc' ? 'desc' : 'asc' }));
}

/** One page of the estate's components. */
export async function pageOfComponents(
  db: Writer,
  page: {
    readonly filter: ComponentFilter;
    readonly sort: ComponentSort | `-${ComponentSort}`;
    readonly after?: KeysetKey | undefined;
    readonly limit: number;
  },
): Promise<KeysetPage<ListedComponentRow>> {
  const { filter } = page;
  let rows = db.kysely.selectFrom('component').select(listed);
  if (filter.purl !== undefined) rows = rows.where('purl', '=', filter.purl);
  if (filter.purlOfPackage !== undefined) {
    // The characters between `@` and the next one: a range of the index, whatever stands in the text.
    const from = `${filter.purlOfPackage}@`;
    rows = rows.where((all) =>
      all.or([
        all('purl', '=', filter.purlOfPackage ?? ''),
        all.and([sql<boolean>`purl >= ${from}`, sql<boolean>`purl < ${`${filter.purlOfPackage}A`}`]),
      ]),
    );
  }
  if (filter.name !== undefined) rows = rows.where(sql<boolean>`lower(name) = lower(${filter.name})`);
  if (filter.nameKey !== undefined) rows = rows.where('name_key', '=', filter.nameKey);
  if (filter.baseEcosystem !== undefined) rows = rows.where('base_ecosystem', '=', filter.baseEcosystem);
  if (filter.version !== undefined) rows = rows.where('version', '=', filter.version);
  return await keysetPage(rows, { sort: componentSortColumns(page.sort), after: page.after, limit: page.limit });
}

const listed = [
  'key',
  'id',
  'purl',
  'requested',
  'ecosystem',
  'name',
  'version',
  'integrity',
  'licences',
  'first_seen_at',
] as const;

/** A component by its UUID or its exact package URL, a locked one first. */
export async function findComponent(
  db: Writer,
  wanted: { readonly uuid?: string | undefined; readonly purl: string },
): Promise<ListedComponentRow | undefined> {
  const rows = db.kysely.selectFrom('component').select(listed);
  const narrowed =
    wanted.uuid === undefined ? rows.where('purl', '=', wanted.purl) : rows.where('id', '=', wanted.uuid);
  return await narrowed.orderBy('requested').limit(1).executeTakeFirst();
}

/** How much components are used, and how many flaws match them. */
export async function useOfComponents(
  db: Writer,
  keys: readonly number[],
): Promise<Map<number, { readonly places: number; readonly projects: number; readonly matches: number }>> {
  const { rows } = await sql<{ key: number; places: number; projects: number; matches: number }>`
    select c.key, o.places, o.projects,
      (select count(*)::int from component_match m where m.component_key = c.key) as matches
    from unnest(${keys}::int[]) as c (key), lateral (
      select count(*)::int as places, count(distinct project_key)::int as projects from occurrence
      where component_key = c.key
    ) o
  `.execute(db.kysely);
  return new Map(rows.map(({ key, ...use }) => [key, use]));
}

/** A project that has a component now. */
export interface ComponentUseRow {
  readonly projectId: string;
  readonly slug: string;
  readonly name: string;
  readonly team: string | null;
  readonly direct: boolean;
  readonly scope: (typeof scopeCodes)[number];
  readonly files: readonly string[];
}

/** Who has a component now, in order of the projects' keys; `after` is the last key of the page before. */
export async function projectsOfComponent(
  db: Writer,
  componentKey: number,
  page: { readonly after: number; readonly limit: number },
): Promise<{ readonly items: readonly ComponentUseRow[]; readonly next: number | null }> {
  const { rows } = await sql<Omit<ComponentUseRow, 'scope'> & { key: number; scope: number }>`
    select p.key, p.id as "projectId", p.slug, p.name, p.team, o.direct, o.scope, o.files
    from (
      select o.project_key, bool_or(o.direct) as direct, min(o.scope) as scope, array_agg(distinct f.path) as files
      from occurrence o join project_file f on f.key = o.file_key
      where o.component_key = ${componentKey} and o.project_key > ${page.after} and o.project_key <= coalesce((
        select max(project_key) from (select distinct project_key from occurrence
          where component_key = ${componentKey} and project_key > ${page.after}
          order by project_key limit ${page.limit + 1}) s), 0)
      group by o.project_key
    ) o join project p on p.key = o.project_key order by p.key
  `.execute(db.kysely);
  const items = rows.slice(0, page.limit);
  return {
    items: items.map(({ key: _, scope, ...row }) => ({ ...row, scope: scopeCodes[scope] ?? 'unknown' })),
    next: rows.length > page.limit ? (items.at(-1)?.key ?? null) : null,
  };
}

/** Digest and licences of components by package URL, as bills of materials name them. */
export async function artefactsOf(
  db: Writer,
  purls: readonly string[],
): Promise<Map<string, { readonly integrity: string | null; readonly licences: readonly string[] }>> {
  const { rows } = await sql<{ purl: string; integrity: string | null; licences: string[] }>`
    select purl, integrity, licences from component where purl = any(${purls}::text[]) and requested = ''
  `.execute(db.kysely);
  return new Map(rows.map(({ purl, ...facts }) => [purl, facts]));
}
