import { sql } from 'kysely';
import type { Tx, Writer } from '../database/index.ts';
import type { ComponentRow } from '../estate/index.ts';

/** What the index says of a component in one alias group. */
export interface MatchRow {
  readonly componentKey: number;
  readonly groupKey: number;
  /** Decimal text of 64 bits over everything below. */
  readonly fingerprint: string;
  readonly kind: string;
  readonly confidence: string;
  readonly fixedVersion: string | null;
  readonly removedBy: string | null;
  readonly fixedVersions: readonly string[];
  /** `MatchedAdvisory[]`. */
  readonly matched: readonly object[];
}

/** A component and an alias group. */
export interface Pair {
  readonly componentKey: number;
  readonly groupKey: number;
}

/** Identity and fingerprint of the stored matches of some components. */
export async function fingerprintsOf(
  db: Writer,
  componentKeys: readonly number[],
): Promise<readonly (Pair & { readonly fingerprint: string })[]> {
  const { rows } = await sql<Pair & { fingerprint: string }>`
    select component_key as "componentKey", group_key as "groupKey", fingerprint from component_match
    where component_key = any(${componentKeys}::int[])
  `.execute(db.kysely);
  return rows;
}

/** Writes new and changed matches. */
export async function writeMatches(tx: Tx, matches: readonly MatchRow[]): Promise<void> {
  if (matches.length === 0) return;
  const column = <K extends keyof MatchRow>(name: K) => matches.map((each) => each[name]);
  const lists = matches.map((each) => JSON.stringify(each.fixedVersions));
  const matched = matches.map((each) => JSON.stringify(each.matched));
  await sql`
    insert into component_match (component_key, group_key, fingerprint, kind, confidence, fixed_version, removed_by,
      fixed_versions, matched)
    select n.component_key, n.group_key, n.fingerprint, n.kind, n.confidence, n.fixed_version, n.removed_by,
      array(select jsonb_array_elements_text(n.fixed_versions)), n.matched
    from unnest(${column('componentKey')}::int[], ${column('groupKey')}::int[], ${column('fingerprint')}::bigint[],
      ${column('kind')}::text[], ${column('confidence')}::text[], ${column('fixedVersion')}::text[],
      ${column('removedBy')}::text[], ${lists}::jsonb[], ${matched}::jsonb[])
      as n (component_key, group_key, fingerprint, kind, confidence, fixed_version, removed_by, fixed_versions, matched)
    on conflict (component_key, group_key) do update set fingerprint = excluded.fingerprint, kind = excluded.kind,
      confidence = excluded.confidence, fixed_version = excluded.fixed_version, removed_by = excluded.removed_by,
      fixed_versions = excluded.fixed_versions, matched = excluded.matched
  `.execute(tx.kysely);
}

/** Removes matches that hold no more. */
export async function deleteMatches(tx: Tx, pairs: readonly Pair[]): Promise<void> {
  if (pairs.length === 0) return;
  await sql`
    delete from component_match m
    using unnest(${pairs.map(({ componentKey }) => componentKey)}::int[], ${pairs.map(({ groupKey }) => groupKey)}::int[])
      as g (component_key, group_key)
    where m.component_key = g.component_key and m.group_key = g.group_key
  `.execute(tx.kysely);
}

/** What a group's remedy is judged by: each matched component that some project uses. */
export interface GroupUse {
  readonly groupKey: number;
  readonly ecosystem: string;
  readonly name: string;
  readonly nameKey: string;
  readonly version: string | null;
  readonly fixedVersion: string | null;
  readonly removedBy: string | null;
  readonly kind: string;
}

/** The matched components of some groups with what fixes them. */
export async function usesOfGroups(db: Writer, groupKeys: readonly number[]): Promise<readonly GroupUse[]> {
  const { rows } = await sql<GroupUse>`
    select m.group_key as "groupKey", c.ecosystem, c.name, c.name_key as "nameKey", c.version,
      m.fixed_version as "fixedVersion", m.removed_by as "removedBy", m.kind
    from component_match m join component c on c.key = m.component_key
    where m.group_key = any(${groupKeys}::int[])
      and exists (select from occurrence o where o.component_key = m.component_key)
    order by m.group_key, c.key
  `.execute(db.kysely);
  return rows;
}

/** The components that match in some groups. */
export async function componentsOfGroups(db: Writer, groupKeys: readonly number[]): Promise<readonly ComponentRow[]> {
  const { rows } = await sql<ComponentRow>`
    select key, ecosystem, name, version, requested, doubt from component
    where key in (select component_key from component_match where group_key = any(${groupKeys}::int[])) order by key
  `.execute(db.kysely);
  return rows;
}

/** The components of some packages that a project has now, with what was decided about their finding in a group. */
export async function componentsOfProjectPackages(
  db: Writer,
  projectKey: number,
  packages: readonly { readonly base: string; readonly key: string }[],
  groupKey: number,
): Promise<
  readonly (ComponentRow & { readonly purl: string; readonly status: string | null; readonly reason: string | null })[]
> {
  const { rows } = await sql<ComponentRow & { purl: string; status: string | null; reason: string | null }>`
    select c.key, c.ecosystem, c.name, c.version, c.requested, c.doubt, c.purl, f.status,
      (select h.reason from finding_history h where h.finding_id = f.id order by h.version desc limit 1) as reason
    from unnest(${packages.map(({ base }) => base)}::text[], ${packages.map(({ key }) => key)}::text[]) as p (base, key)
    join component c on c.base_ecosystem = p.base and c.name_key = p.key
    left join finding f on f.component_key = c.key and f.group_key = ${groupKey} and f.project_key = ${projectKey}
    where exists (select from occurrence o where o.component_key = c.key and o.project_key = ${projectKey})
    order by c.key limit 200
  `.execute(db.kysely);
  return rows;
}
