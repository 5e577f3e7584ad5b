import type { PatchStatus } from '@maximus/contracts';
import { sql } from 'kysely';
import type { Writer } from '../database/index.ts';
import type { SortColumn } from '../lists/index.ts';
import { patches } from './patches.ts';

/** What a list of patches is narrowed by; what is absent does not narrow. */
export interface PatchFilter {
  readonly statuses?: readonly PatchStatus[] | undefined;
  readonly strategy?: string | undefined;
  readonly rung?: string | undefined;
  readonly kind?: string | undefined;
  readonly verdict?: string | undefined;
  readonly projectKey?: number | undefined;
  /** UUID. */
  readonly apvId?: string | undefined;
  readonly campaignId?: string | undefined;
  /** UUID. */
  readonly findingId?: string | undefined;
  readonly groupKeys?: readonly string[] | undefined;
}

/** The patches that a filter leaves; sort and page are the caller's. */
export function patchQuery(db: Writer, filter: PatchFilter) {
  let query = patches.rows(db);
  if (filter.statuses !== undefined) query = query.where(sql<boolean>`patch.status = any(${filter.statuses}::text[])`);
  if (filter.strategy !== undefined) query = query.where('patch.strategy', '=', filter.strategy);
  if (filter.rung !== undefined) query = query.where('patch.rung', '=', filter.rung);
  if (filter.kind !== undefined) query = query.where('patch.kind', '=', filter.kind);
  if (filter.verdict !== undefined) query = query.where('patch.verdict', '=', filter.verdict);
  if (filter.projectKey !== undefined) query = query.where('patch.project_key', '=', filter.projectKey);
  if (filter.campaignId !== undefined) query = query.where('patch.campaign_id', '=', filter.campaignId);
  if (filter.groupKeys !== undefined)
    query = query.where(sql<boolean>`patch.group_key = any(${filter.groupKeys}::text[])`);
  if (filter.apvId !== undefined) query = query.where(sql<boolean>`patch.apv_ids @> array[${filter.apvId}]::uuid[]`);
  if (filter.findingId !== undefined)
    query = query.where(sql<boolean>`patch.finding_ids @> array[${filter.findingId}]::uuid[]`);
  return query;
}

/** The sorts of a list of patches; each has an index. */
export const patchSorts = {
  created_at: [
    { column: 'patch.created_at', type: 'timestamptz', direction: 'desc' },
    { column: 'patch.id', type: 'uuid', direction: 'asc' },
  ],
  updated_at: [
    { column: 'patch.updated_at', type: 'timestamptz', direction: 'desc' },
    { column: 'patch.id', type: 'uuid', direction: 'asc' },
  ],
  priority: [
    { column: 'patch.urgency', type: 'smallint', direction: 'asc' },
    { column: 'patch.due_at', type: 'timestamptz', direction: 'asc' },
    { column: 'patch.id', type: 'uuid', direction: 'asc' },
  ],
} satisfies Record<string, readonly SortColumn[]>;

/** Patches by state, deliveries by state, and verdicts of the arena. */
export async function eurekaCounts(db: Writer): Promise<{
  readonly patches: Record<string, number>;
  readonly deliveries: Record<string, number>;
  readonly verdicts: Record<string, number>;
}> {
  const { rows } = await sql<{ what: 'patches' | 'deliveries' | 'verdicts'; name: string; n: number }>`
    select 'patches' as what, status as name, count(*)::int as n from patch group by 2
    union all select 'deliveries', state, count(*)::int from delivery group by 2
    union all select 'verdicts', verdict, count(*)::int from evidence where purpose = 'validate' group by 2
  `.execute(db.kysely);
  const counts = { patches: {}, deliveries: {}, verdicts: {} } as Record<string, Record<string, number>>;
  for (const { what, name, n } of rows) Object.assign(counts[what] ?? {}, { [name]: n });
  return counts as {
    patches: Record<string, number>;
    deliveries: Record<string, number>;
    verdicts: Record<string, number>;
  };
}
