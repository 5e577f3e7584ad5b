import type { StateChange } from '@maximus/contracts';
import { sql } from 'kysely';
import type { Writer } from '../database/index.ts';
import { type KeysetKey, type KeysetPage, keysetPage, type SortColumn } from '../lists/index.ts';
import { toStateChange } from '../states/index.ts';

/** What a finding's page shows beside its line in a list. */
export interface FindingDetail {
  readonly projectKey: number;
  /** UUID. */
  readonly projectId: string;
  /** UUID. */
  readonly componentId: string;
  readonly purl: string;
  readonly requested: string;
  readonly matched: readonly Record<string, string>[];
  readonly places: readonly {
    readonly file: string;
    readonly scope: number;
    readonly direct: boolean;
    readonly line: number | null;
  }[];
  readonly vex: Record<string, unknown> | null;
  readonly acceptance: {
    readonly reason: string;
    readonly owner: string;
    readonly scope: string;
    readonly expiresAt: Date | null;
  } | null;
  readonly confirmation: Record<string, unknown> | null;
  /** How the project's own code uses it, as it was last looked at. */
  readonly use: Record<string, unknown> | null;
  readonly patchIds: string[];
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** That of one finding by its UUID. */
export async function findingDetail(db: Writer, uuid: string): Promise<FindingDetail | undefined> {
  type Row = Omit<FindingDetail, 'acceptance'> & {
    reason: string | null;
    owner: string;
    acceptanceScope: string;
    expiresAt: Date | null;
  };
  const { rows } = await sql<Row>`
    select f.project_key as "projectKey", p.id as "projectId", c.id as "componentId", c.purl, c.requested,
      coalesce(m.matched, '[]') as matched, f.vex, f.confirmation, f.reachability_detail as use, f.patch_ids as "patchIds",
      f.created_at as "createdAt", f.updated_at as "updatedAt",
      a.reason, a.owner, a.scope as "acceptanceScope", a.expires_at as "expiresAt",
      coalesce((select jsonb_agg(jsonb_build_object('file', file.path, 'scope', o.scope, 'direct', o.direct, 'line', o.line)
          order by o.scope, not o.direct, file.path)
        from occurrence o join project_file file on file.key = o.file_key
        where o.component_key = f.component_key and o.project_key = f.project_key), '[]') as places
    from finding f join project p on p.key = f.project_key join component c on c.key = f.component_key
    left join component_match m on m.component_key = f.component_key and m.group_key = f.group_key
    left join acceptance a on a.id = f.acceptance_id and a.kind = 'acceptance'
    where f.id = ${uuid}
  `.execute(db.kysely);
  const [row] = rows;
  if (row === undefined) return undefined;
  const { reason, owner, acceptanceScope: scope, expiresAt, ...rest } = row;
  return { ...rest, acceptance: reason === null ? null : { reason, owner, scope, expiresAt } };
}

/** Newest first. */
export const findingHistorySort: readonly SortColumn[] = [{ column: 'version', type: 'integer', direction: 'desc' }];

/** One page of how a finding's state changed. */
export async function pageOfFindingHistory(
  db: Writer,
  uuid: string,
  page: { readonly after?: KeysetKey | undefined; readonly limit: number },
): Promise<KeysetPage<StateChange>> {
  const rows = db.kysely.selectFrom('finding_history').selectAll().where('finding_id', '=', uuid);
  const { items, next } = await keysetPage(rows, { sort: findingHistorySort, ...page });
  return {
    items: items.map(toStateChange),
    next,
  };
}
