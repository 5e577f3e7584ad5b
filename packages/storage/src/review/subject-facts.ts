import { parseId } from '@maximus/kernel';
import { sql } from 'kysely';
import type { Writer } from '../database/index.ts';

/** What a decision copies from the APVs that it is about, the worst first. */
export interface ApvFacts {
  readonly id: string;
  readonly group_key: number;
  readonly code: string;
  readonly primary_id: string;
  readonly cve_id: string | null;
  readonly severity: string;
  /** 0 for low to 3 for critical. */
  readonly priority: number;
  readonly score: number;
  readonly cvss: number | null;
  readonly epss: number | null;
  readonly in_kev: boolean;
  readonly due_at: Date | number;
  readonly first_detected_at: Date;
  readonly cwe_ids: readonly string[];
  /** Of the packages that it names. */
  readonly fixed_versions: readonly string[];
  readonly status: string;
}

/** Those facts of APVs by their UUIDs. */
export async function apvFactsOf(db: Writer, uuids: readonly string[]): Promise<readonly ApvFacts[]> {
  const { rows } = await sql<ApvFacts>`
    select a.id, a.group_key, a.code, a.primary_id, a.cve_id, a.severity, a.priority, a.score, a.cvss, a.epss, a.in_kev,
      a.due_at, a.first_detected_at, a.status,
      coalesce((select array_agg(cwe.id) from jsonb_array_elements_text(w.document -> 'cwe_ids') as cwe (id)), '{}') as cwe_ids,
      coalesce((select array_agg(distinct fixed.version)
        from jsonb_array_elements(w.document -> 'affected_packages') as affected (package),
          jsonb_array_elements_text(affected.package -> 'fixed_versions') as fixed (version)), '{}') as fixed_versions
    from apv a left join apv_words w using (group_key)
    where a.id = any(${uuids}::uuid[]) order by a.urgency, a.group_key
  `.execute(db.kysely);
  return rows;
}

/** Whether a newer snapshot of a project than a time is there, and how it was checked. */
export async function newestSnapshotOf(
  db: Writer,
  projectKey: number,
): Promise<{ readonly at: Date; readonly checkState: string } | undefined> {
  const { rows } = await sql<{ at: Date; checkState: string }>`
    select taken_at as at, check_state as "checkState" from snapshot where project_key = ${projectKey}
    order by key desc limit 1
  `.execute(db.kysely);
  return rows[0];
}

/** A finding of a group that a risk is to be accepted for, by `fnd_…`. */
export async function acceptedFinding(
  db: Writer,
  id: string,
  groupKey: number,
): Promise<{ readonly id: string; readonly project_slug: string } | undefined> {
  const uuid = parseId('fnd', id);
  if (uuid === undefined) return undefined;
  return await db.kysely
    .selectFrom('finding')
    .innerJoin('project', 'project.key', 'finding.project_key')
    .select(['finding.id', 'project.slug as project_slug'])
    .where('finding.id', '=', uuid)
    .where('finding.group_key', '=', groupKey)
    .executeTakeFirst();
}

/** A component that a risk is to be accepted for, by `cmp_…`. */
export async function acceptedComponent(
  db: Writer,
  id: string,
): Promise<{ readonly key: number; readonly base_ecosystem: string; readonly name_key: string } | undefined> {
  const uuid = parseId('cmp', id);
  if (uuid === undefined) return undefined;
  return await db.kysely
    .selectFrom('component')
    .select(['key', 'base_ecosystem', 'name_key'])
    .where('id', '=', uuid)
    .executeTakeFirst();
}
