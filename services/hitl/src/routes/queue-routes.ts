import {
  type AcceptanceClaim,
  getDecision,
  getPatchDecision,
  listDecisions,
  listPendingPatches,
  type PolicyReason,
  type Vote,
} from '@maximus/contracts';
import { decodeCursor, encodeCursor, okAnswer, type Principal, type Route, route } from '@maximus/http';
import { formatId, parseId, unwrap } from '@maximus/kernel';
import {
  countsByPriority,
  type DecisionDocument,
  type DecisionFilter,
  type DecisionRow,
  decisionAttachments,
  decisionComments,
  decisionQuery,
  decisions,
  findProject,
  keysetPage,
  newestOrder,
  patches,
  priorityNames,
  queueOrders,
  queueQuery,
  toAttachment,
  toComment,
  toDecision,
  toPatch,
} from '@maximus/storage';
import { errors } from '../errors.ts';
import type { StoredAcceptance } from '../keep/apply-acceptance.ts';
import type { Parts } from '../parts.ts';
import { personOf } from '../person.ts';
import { loadPolicy } from '../policies/load-policy.ts';
import { mayVote } from '../rules/may-vote.ts';
import { decisionSubject } from '../subject/decision-subject.ts';
import { toPendingPatch } from '../subject/pending-patch.ts';

/** The queue, and decisions to look at. */
export function queueRoutes(parts: Parts): Route[] {
  const { database, clock } = parts;
  return [
    route(listPendingPatches, async ({ query }) => {
      const nowMs = clock.now();
      const sort = queueOrders[query.sort];
      const after =
        query.cursor === undefined ? undefined : unwrap(decodeCursor(query.cursor, query.sort, sort.length)).key;
      const filter: DecisionFilter = {
        priority: query.priority === undefined ? undefined : priorityNames.indexOf(query.priority),
        severity: query.severity,
        projectKey: await projectKeyOf(parts, query.project),
        assignee: query.assignee === 'none' ? null : query.assignee,
        sla: query.sla,
        text: query.q,
      };
      const waiting = queueQuery(database, filter, query.snoozed, nowMs);
      const [page, counts] = await Promise.all([
        keysetPage(waiting, { sort, after, limit: query.limit }),
        countsByPriority(waiting),
      ]);
      return okAnswer({
        items: page.items.map((row) => toPendingPatch(row, nowMs)),
        next_cursor: page.next === null ? null : encodeCursor({ sort: query.sort, key: page.next }),
        counts: { priority: Object.fromEntries(priorityNames.map((name, rank) => [name, counts[rank] ?? 0])) },
        total: counts.reduce((sum, n) => sum + n, 0),
      });
    }),
    route(listDecisions, async ({ query }) => {
      const nowMs = clock.now();
      const after =
        query.cursor === undefined ? undefined : unwrap(decodeCursor(query.cursor, 'newest', newestOrder.length)).key;
      const filter: DecisionFilter = {
        status: query.status,
        decidedBy: query.user,
        projectKey: await projectKeyOf(parts, query.project),
        text: query.q,
        from: query.from === undefined ? undefined : new Date(query.from),
        to: query.to === undefined ? undefined : new Date(query.to),
      };
      const page = await keysetPage(decisionQuery(database, filter, nowMs), {
        sort: newestOrder,
        after,
        limit: query.limit,
      });
      return okAnswer({
        items: page.items.map((row) => toDecision(row, nowMs)),
        next_cursor: page.next === null ? null : encodeCursor({ sort: 'newest', key: page.next }),
      });
    }),
    route(getPatchDecision, async ({ params }) => {
      const uuid = parseId('pch', params.patch_id);
      const id = uuid === undefined ? '' : formatId('pch', uuid);
      const row =
        (await decisions.newestOf(database, 'patch', id)) ?? (await decisions.newestOf(database, 'virtual_patch', id));
      if (row === undefined) throw errors.patch_not_found(`there is no decision about ${params.patch_id.slice(0, 64)}`);
      return okAnswer(toDecision(row, clock.now()), { etag: `"${row.version}"` });
    }),
    route(getDecision, async ({ params, principal }) => {
      const row = await decisions.find(database, params.decision_id);
      if (row === undefined) throw errors.decision_not_found(`there is no decision ${params.decision_id.slice(0, 64)}`);
      return okAnswer(await detailOf(parts, row, principal), { etag: `"${row.version}"` });
    }),
  ];
}

async function detailOf(parts: Parts, row: DecisionRow, principal: Principal) {
  const { database, clock } = parts;
  const document = row.document as unknown as DecisionDocument;
  const [history, comments, attachments, subject, policy, person, patch] = await Promise.all([
    decisions.history(database, row.id),
    decisionComments.of(database, row.id),
    decisionAttachments.of(database, row.id),
    decisionSubject(database, row),
    loadPolicy(database, { id: document.project_id, team: document.team }),
    personOf(database, principal),
    row.patch_id === null ? undefined : patches.find(database, row.patch_id),
  ]);
  const voters = (row.votes as unknown as readonly Vote[]).map(({ user_id }) => user_id);
  const you = mayVote(policy.policy, subject.facts, { isEscalated: row.status === 'escalated', voters }, person);
  const patchHistory = patch === undefined ? [] : await patches.history(database, patch.id);
  return {
    ...toDecision(row, clock.now()),
    ...(patch !== undefined && { patch: { ...toPatch(patch), history: patchHistory } }),
    ...claimOf(row),
    history,
    comments: comments.map(toComment),
    attachments: attachments.map(toAttachment),
    policy: {
      id: row.policy_ref,
      auto_approval: document.eligibility as PolicyReason[],
      you: { allowed: you.allowed, reasons: you.reasons },
    },
  };
}

/** What somebody claims about a risk, as far as people read it; nothing for patches. */
function claimOf({ subject_kind, document }: DecisionRow): { readonly claim?: AcceptanceClaim } {
  const stored = (document as unknown as DecisionDocument).acceptance as StoredAcceptance | undefined;
  if (stored === undefined) return {};
  const { scope, reason, days, version_range, justification, impact_statement } = stored;
  return {
    claim: {
      scope: scope as AcceptanceClaim['scope'],
      reason,
      ...(subject_kind === 'acceptance' && { days }),
      ...(version_range !== null && { version_range }),
      ...(justification !== null && { justification: justification as AcceptanceClaim['justification'] }),
      ...(impact_statement !== null && { impact_statement }),
    },
  };
}

/** The key of a project by id or slug; -1, which no project has, where there is none. */
async function projectKeyOf({ database }: Parts, name: string | undefined): Promise<number | undefined> {
  if (name === undefined) return undefined;
  return (await findProject(database, name))?.key ?? -1;
}
