import { sql } from 'kysely';
import type { Writer } from '../database/index.ts';

/** A component as a snapshot brings it. */
export interface NewComponent {
  readonly purl: string;
  /** Empty unless no version is locked. */
  readonly requested: string;
  readonly ecosystem: string;
  readonly baseEcosystem: string;
  readonly name: string;
  readonly nameKey: string;
  readonly version: string | null;
  readonly integrity: string | null;
  readonly licences: readonly string[];
}

/** What matching needs of a component. */
export interface ComponentRow {
  readonly key: number;
  readonly ecosystem: string;
  readonly name: string;
  readonly version: string | null;
  readonly requested: string;
  /** Why it could not be judged when it last was. */
  readonly doubt: string | null;
}

/** Identity of a component: package URL, and what is asked for where nothing is locked. */
export function componentIdentity(component: { readonly purl: string; readonly requested: string }): string {
  return component.requested === '' ? component.purl : `${component.purl}\0${component.requested}`;
}

/** A component that the estate has. */
export interface KeptComponent {
  readonly key: number;
  readonly purl: string;
  readonly requested: string;
  /** Whether its matches are written. */
  readonly judged: boolean;
}

/** Those of some components that the estate has already. */
export async function findComponents(
  db: Writer,
  components: readonly Pick<NewComponent, 'purl' | 'requested'>[],
): Promise<readonly KeptComponent[]> {
  if (components.length === 0) return [];
  const { rows } = await sql<KeptComponent>`
    select c.key, c.purl, c.requested, c.judged_generation is not null as judged
    from unnest(${components.map(({ purl }) => purl)}::text[], ${components.map(({ requested }) => requested)}::text[])
      as wanted (purl, requested)
    join component c on c.purl = wanted.purl and c.requested = wanted.requested
  `.execute(db.kysely);
  return rows;
}

/**
 * Adds the components that the estate lacks and answers them; in order of package URL, so that two writers cannot wait
 * for each other. Whoever comes second is answered without those of the first.
 */
export async function addComponents(
  db: Writer,
  components: readonly NewComponent[],
  atMs: number,
): Promise<readonly KeptComponent[]> {
  if (components.length === 0) return [];
  const sorted = [...components].sort((a, b) => (a.purl < b.purl ? -1 : Number(a.purl > b.purl)));
  const column = <K extends keyof NewComponent>(name: K) => sorted.map((each) => each[name]);
  const licences = sorted.map((each) => JSON.stringify(each.licences));
  const { rows } = await sql<KeptComponent>`
    insert into component (id, purl, requested, ecosystem, base_ecosystem, name, name_key, version, integrity, licences,
      first_seen_at)
    select maximus_uuid7(${new Date(atMs)}::timestamptz), n.purl, n.requested, n.ecosystem, n.base_ecosystem, n.name, n.name_key,
      n.version, n.integrity, array(select jsonb_array_elements_text(n.licences)), ${new Date(atMs)}::timestamptz
    from unnest(${column('purl')}::text[], ${column('requested')}::text[], ${column('ecosystem')}::text[],
      ${column('baseEcosystem')}::text[], ${column('name')}::text[], ${column('nameKey')}::text[],
      ${column('version')}::text[], ${column('integrity')}::text[], ${licences}::jsonb[])
      as n (purl, requested, ecosystem, base_ecosystem, name, name_key, version, integrity, licences)
    on conflict (purl, requested) do nothing
    returning key, purl, requested, false as judged
  `.execute(db.kysely);
  return rows;
}

/** The components of some packages, by base ecosystem and normalised name: one look-up, whatever the estate's size. */
export async function componentsOfPackages(
  db: Writer,
  packages: readonly { readonly base: string; readonly key: string }[],
): Promise<readonly ComponentRow[]> {
  const { rows } = await sql<ComponentRow>`
    select c.key, c.ecosystem, c.name, c.version, c.requested, c.doubt
    from unnest(${packages.map(({ base }) => base)}::text[], ${packages.map(({ key }) => key)}::text[]) as p (base, key)
    join component c on c.base_ecosystem = p.base and c.name_key = p.key
    order by c.key
  `.execute(db.kysely);
  return rows;
}

/** Components by key. */
export async function componentsByKey(db: Writer, keys: readonly number[]): Promise<readonly ComponentRow[]> {
  const { rows } = await sql<ComponentRow>`
    select key, ecosystem, name, version, requested, doubt from component where key = any(${keys}::int[]) order by key
  `.execute(db.kysely);
  return rows;
}

/** Where a walk over all components stands: packages in order, and within one its components. */
export interface ComponentPlace {
  readonly base: string;
  readonly nameKey: string;
  readonly key: number;
}

/** Before the first component. */
export const firstPlace: ComponentPlace = { base: '', nameKey: '', key: 0 };

/** The next components after a place, package by package, so that what is prepared of a package is needed once. */
export async function componentsAfter(
  db: Writer,
  after: ComponentPlace,
  limit: number,
): Promise<{ readonly components: readonly ComponentRow[]; readonly last: ComponentPlace | undefined }> {
  const { rows } = await sql<ComponentRow & ComponentPlace>`
    select key, ecosystem, name, version, requested, doubt, base_ecosystem as base, name_key as "nameKey" from component
    where (base_ecosystem, name_key, key) > (${after.base}, ${after.nameKey}, ${after.key}::int)
    order by base_ecosystem, name_key, key limit ${limit}
  `.execute(db.kysely);
  return { components: rows, last: rows.at(-1) };
}

/** Up to so many rows are sorted to draw from them; of more, keys are drawn. */
const mostSorted = 10_000;

/** A random sample of components, for the check that both directions agree; keys without a component make it smaller. */
export async function sampleComponents(db: Writer, size: number): Promise<readonly ComponentRow[]> {
  const top = await sql<{ key: number }>`select coalesce(max(key), 0) as key from component`.execute(db.kysely);
  const last = top.rows[0]?.key ?? 0;
  const drawn =
    last <= mostSorted
      ? sql`component order by random()`
      : sql`component where key in (select 1 + floor(random() * ${last}::int)::int from generate_series(1, ${size}::int))`;
  const { rows } = await sql<ComponentRow>`
    select key, ecosystem, name, version, requested, doubt from ${drawn} limit ${size}
  `.execute(db.kysely);
  return rows;
}

/** What judging said of a component beside its matches. */
export interface JudgedComponent {
  readonly key: number;
  /** Entries of the index that name its package. */
  readonly advisories: number;
  /** Why it could not be judged. */
  readonly doubt: string | null;
}

/** Notes that components were judged with a generation; rows that say so already are not written. */
export async function noteJudged(db: Writer, judged: readonly JudgedComponent[], generation: number): Promise<void> {
  if (judged.length === 0) return;
  await sql`
    update component c set judged_generation = coalesce(c.judged_generation, ${generation}::int),
      advisories = j.advisories, doubt = j.doubt
    from unnest(${judged.map(({ key }) => key)}::int[], ${judged.map(({ advisories }) => advisories)}::int[],
      ${judged.map(({ doubt }) => doubt)}::text[]) as j (key, advisories, doubt)
    where c.key = j.key
      and (c.judged_generation is null or c.advisories <> j.advisories or c.doubt is distinct from j.doubt)
  `.execute(db.kysely);
}

/** Whether one of these components could not be judged. */
export async function holdsDoubted(db: Writer, keys: readonly number[]): Promise<boolean> {
  const { rows } = await sql<{ doubted: boolean }>`
    select exists (select from component where key = any(${keys}::int[]) and doubt is not null) as doubted
  `.execute(db.kysely);
  return rows[0]?.doubted === true;
}
