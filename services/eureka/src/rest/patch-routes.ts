import { type Audit, actorOf } from '@maximus/audit';
import {
  cancelPatch,
  diffPageLines,
  downloadPatchFile,
  getEurekaStats,
  getPatch,
  getPatchDiff,
  listPatches,
  listPatchHistory,
  type PatchStatus,
  type QueryOf,
  revalidatePatch,
  rollBackPatch,
} from '@maximus/contracts';
import { acceptedAnswer, decodeCursor, encodeCursor, okAnswer, type Principal, type Route, route } from '@maximus/http';
import { parseId, unwrap } from '@maximus/kernel';
import {
  eurekaCounts,
  findApv,
  findProject,
  keysetPage,
  type PatchRow,
  patches,
  patchQuery,
  patchSorts,
  readBlob,
  type SortColumn,
  type Tx,
  toPatchSummary,
} from '@maximus/storage';
import { errors } from '../errors.ts';
import { enqueueProject } from '../jobs.ts';
import type { Parts } from '../parts.ts';
import { beginRevert } from '../patches/begin-revert.ts';
import { settleFindings } from '../patches/settle-findings.ts';
import { patchDetail, patchNamed } from './patch-views.ts';

const sorts = {
  created: patchSorts.created_at,
  updated: patchSorts.updated_at,
  priority: patchSorts.priority,
} satisfies Record<string, readonly SortColumn[]>;
const ended: readonly PatchStatus[] = [
  'verified',
  'verification_failed',
  'rejected',
  'failed',
  'superseded',
  'cancelled',
  'rolled_back',
];

/** Patches: list, page, diff, file, and what operators may do with them. */
export function patchRoutes(parts: Parts, audit: Audit): Route[] {
  const { database } = parts;
  return [
    route(listPatches, async ({ query }) => okAnswer(await pageOfPatches(parts, query))),
    route(listPatchHistory, async ({ query: { limit, cursor } }) =>
      okAnswer(await page(patchQuery(database, { statuses: ended }), 'updated', limit, cursor)),
    ),
    route(getPatch, async ({ params }) => {
      const row = await patchNamed(parts, params.id);
      return okAnswer(await patchDetail(parts, row), { etag: `"${row.version}"` });
    }),
    route(getPatchDiff, async ({ params, query }) => {
      const row = await patchNamed(parts, params.id);
      const text = await diffOf(parts, row);
      const lines = text.split(/(?<=\n)/);
      const from = (query.page - 1) * diffPageLines;
      return okAnswer({
        patch_id: toPatchSummary(row).id,
        digest: row.diff_digest ?? '',
        page: query.page,
        pages: Math.max(1, Math.ceil(lines.length / diffPageLines)),
        lines: lines.length,
        diff: lines.slice(from, from + diffPageLines).join(''),
      });
    }),
    route(downloadPatchFile, async ({ params }) => {
      const row = await patchNamed(parts, params.id);
      return {
        status: 200,
        headers: {
          'content-type': 'text/x-diff; charset=utf-8',
          'content-disposition': `attachment; filename="${row.code.toLowerCase()}.patch"`,
          'x-content-type-options': 'nosniff',
          'content-security-policy': "sandbox; default-src 'none'",
        },
        body: Buffer.from(await diffOf(parts, row)),
      };
    }),
    route(cancelPatch, async ({ params, body, principal, correlationId }) => {
      const reason = body.reason ?? 'an operator cancelled it';
      return okAnswer(
        await operate(parts, audit, principal, { id: params.id, to: 'cancelled', reason, correlationId }),
      );
    }),
    route(revalidatePatch, async ({ params, body, principal, correlationId }) => {
      const row = await patchNamed(parts, params.id);
      const reason = body.reason ?? 'an operator asked for it to be proven anew';
      const step = { id: params.id, to: 'superseded', reason, correlationId } as const;
      const job = { project_id: row.project_uuid, correlation_id: correlationId, asked: true };
      const superseded = await operate(parts, audit, principal, step, (tx) =>
        enqueueProject(parts.jobs, job, { priority: row.priority, tx }),
      );
      return acceptedAnswer(superseded);
    }),
    route(rollBackPatch, async ({ params, body, principal, correlationId }) => {
      const row = await patchNamed(parts, params.id);
      const reason = body.reason ?? 'an operator asked for it to be taken back';
      return acceptedAnswer(await beginRevert(parts, audit, row, { principal, reason, correlationId }));
    }),
    route(getEurekaStats, async () =>
      okAnswer({ ...(await eurekaCounts(database)), generated_at: new Date(parts.clock.now()).toISOString() }),
    ),
  ];
}

async function pageOfPatches(parts: Parts, query: QueryOf<typeof listPatches>) {
  const { database } = parts;
  const project = query.project === undefined ? undefined : await findProject(database, query.project);
  const { apv: text } = query;
  const apv = text === undefined ? undefined : await findApv(database, { uuid: parseId('apv', text), text });
  const finding = query.finding === undefined ? undefined : parseId('fnd', query.finding);
  const isNothing =
    (query.project !== undefined && project === undefined) ||
    (text !== undefined && apv === undefined) ||
    (query.finding !== undefined && finding === undefined);
  if (isNothing) return { items: [], next_cursor: null };
  const rows = patchQuery(database, {
    statuses: query.status === undefined ? undefined : [query.status],
    strategy: query.strategy,
    rung: query.rung,
    kind: query.kind,
    verdict: query.verdict,
    projectKey: project?.key,
    apvId: apv?.id,
    findingId: finding,
    campaignId: query.campaign,
  });
  return page(rows, query.sort ?? 'created', query.limit, query.cursor);
}

async function page(rows: ReturnType<typeof patchQuery>, asked: string, limit: number, cursor: string | undefined) {
  const named: readonly SortColumn[] = sorts[asked.replace(/^-/, '') as keyof typeof sorts];
  const turned = named.map(
    (column) => ({ ...column, direction: column.direction === 'asc' ? 'desc' : 'asc' }) as const,
  );
  const sort = asked.startsWith('-') ? turned : named;
  const after = cursor === undefined ? undefined : unwrap(decodeCursor(cursor, asked, sort.length)).key;
  const { items, next } = await keysetPage(rows, { sort, after, limit });
  return {
    items: items.map((row) => toPatchSummary(row as PatchRow)),
    next_cursor: next === null ? null : encodeCursor({ sort: asked, key: next }),
  };
}

async function diffOf({ database }: Parts, row: PatchRow): Promise<string> {
  const bytes = row.diff_digest === null ? undefined : await readBlob(database, row.diff_digest);
  if (bytes === undefined) throw errors.no_diff(`${row.code} changes no file`);
  return bytes.toString('utf8');
}

/** A step that an operator takes, with its entry in the log. */
async function operate(
  parts: Parts,
  audit: Audit,
  principal: Principal,
  step: {
    readonly id: string;
    readonly to: 'cancelled' | 'superseded';
    readonly reason: string;
    readonly correlationId: string;
  },
  follow?: (tx: Tx) => Promise<void>,
) {
  const row = await patchNamed(parts, step.id);
  const { reason, correlationId, to } = step;
  const actor = actorOf(principal);
  return parts.database.transaction(async (tx) => {
    const atMs = parts.clock.now();
    const byWhom = actor.id ?? null;
    const change = { to, actor: 'operator', byWhom, reason, atMs, correlationId } as const;
    const taken = unwrap(await patches.transition(tx, row.id, change));
    const subject = { kind: 'patch', id: taken.id };
    await audit.append(tx, {
      action: `patch.${to}`,
      actor,
      subject,
      correlationId,
      from: row.status,
      to,
      detail: { code: row.code, reason },
    });
    // Here and not with the event alone: a run that begins before it is handled would find nothing open.
    await settleFindings(parts, tx, taken, { correlationId, atMs });
    await follow?.(tx);
    return taken;
  });
}
