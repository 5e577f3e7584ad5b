import {
  approvePatch,
  bulkDecide,
  rejectPatch,
  undoBulk,
  undoDecision as undoDecisionEndpoint,
  voteOnDecision,
} from '@maximus/contracts';
import { okAnswer, type Route, route } from '@maximus/http';
import { toDecision } from '@maximus/storage';
import { decideInBulk, undoInBulk } from '../decide/bulk.ts';
import { castVote, type VoteOutcome } from '../decide/cast-vote.ts';
import { undoDecision } from '../decide/undo-decision.ts';
import type { Parts } from '../parts.ts';
import { personOf } from '../person.ts';
import { causeOf, versionOf } from './request-facts.ts';

/** Votes, alone and in bulk, and taking them back. */
export function voteRoutes(parts: Parts): Route[] {
  const answer = ({ status, row }: VoteOutcome) => {
    const record = toDecision(row, parts.clock.now());
    return okAnswer(
      {
        status,
        decision_id: record.decision_id,
        decision: record.decision,
        record,
        approvals: record.votes.filter(({ vote }) => vote === 'approve').length,
        required_approvals: record.required_approvals,
        effect: record.effect,
        effect_at: record.effect_at ?? null,
        ...(record.reason !== undefined && { reason: record.reason }),
      },
      { etag: `"${record.version}"` },
    );
  };
  return [
    route(approvePatch, async (input) => {
      const { params, body } = input;
      const person = await personOf(parts.database, input.principal, body);
      return answer(
        await castVote(
          parts,
          person,
          {
            decisionId: body.decision_id,
            patchId: params.patch_id,
            vote: 'approve',
            seen: { version: versionOf(input.headers), subjectDigest: body.subject_digest },
            comment: body.comment,
            saysUntested: body.untested,
            undoWindowSeconds: body.undo_window_seconds,
            breakGlass: body.break_glass,
          },
          causeOf(input),
        ),
      );
    }),
    route(rejectPatch, async (input) => {
      const { params, body } = input;
      const person = await personOf(parts.database, input.principal, body);
      return answer(
        await castVote(
          parts,
          person,
          {
            decisionId: body.decision_id,
            patchId: params.patch_id,
            vote: 'reject',
            seen: { version: versionOf(input.headers), subjectDigest: body.subject_digest },
            reason: body.reason,
            comment: body.comment,
            undoWindowSeconds: body.undo_window_seconds,
          },
          causeOf(input),
        ),
      );
    }),
    route(voteOnDecision, async (input) => {
      const { params, body } = input;
      const person = await personOf(parts.database, input.principal, body);
      return answer(
        await castVote(
          parts,
          person,
          {
            decisionId: params.decision_id,
            vote: body.vote,
            seen: { version: versionOf(input.headers), subjectDigest: body.subject_digest },
            reason: body.reason,
            comment: body.comment,
            saysUntested: body.untested,
            undoWindowSeconds: body.undo_window_seconds,
          },
          causeOf(input),
        ),
      );
    }),
    route(undoDecisionEndpoint, async (input) => {
      const { params } = input;
      const person = await personOf(parts.database, input.principal);
      const row = await undoDecision(parts, person, params.decision_id, causeOf(input));
      const record = toDecision(row, parts.clock.now());
      return okAnswer({ status: 'undone', decision: record.decision, record }, { etag: `"${record.version}"` });
    }),
    route(bulkDecide, async (input) => {
      const { body } = input;
      const person = await personOf(parts.database, input.principal);
      const { action, items, reason, comment, untested, dry_run, undo_window_seconds } = body;
      return okAnswer(
        await decideInBulk(
          parts,
          person,
          {
            ...{ action, items, reason, comment },
            saysUntested: untested,
            undoWindowSeconds: undo_window_seconds,
            dryRun: dry_run,
          },
          causeOf(input),
        ),
      );
    }),
    route(undoBulk, async (input) => {
      const { params } = input;
      const person = await personOf(parts.database, input.principal);
      return okAnswer(await undoInBulk(parts, person, params.bulk_id, causeOf(input)));
    }),
  ];
}
