import {
  assignDecision,
  cancelPatchDecision,
  commentPatch,
  createDecision,
  escalatePatch,
  requestAcceptance as requestAcceptanceEndpoint,
  snoozeDecision,
  unsnoozeDecision,
} from '@maximus/contracts';
import { type Answer, holdsRole, okAnswer, type Route, route } from '@maximus/http';
import { type DecisionRow, patches, toDecision } from '@maximus/storage';
import { openDecision } from '../decide/open-decision.ts';
import { addComment, assign, cancel, escalate, targeted } from '../decide/other-steps.ts';
import { notPending } from '../decide/refusals.ts';
import { requestAcceptance } from '../decide/request-acceptance.ts';
import { errors } from '../errors.ts';
import { snooze, wake } from '../keep/snooze.ts';
import type { Parts } from '../parts.ts';
import { personOf } from '../person.ts';
import { causeOf, versionOf } from './request-facts.ts';

/** Everything that people do beside voting. */
export function actionRoutes(parts: Parts): Route[] {
  const wire = (row: DecisionRow) => toDecision(row, parts.clock.now());
  const record = (row: DecisionRow, status = 200): Answer => ({
    status,
    headers: { etag: `"${row.version}"` },
    body: wire(row),
  });
  const moved = (status: 'escalated' | 'cancelled', row: DecisionRow): Answer => {
    const now = wire(row);
    return okAnswer(
      { status, decision_id: now.decision_id, decision: now.decision, record: now },
      { etag: `"${row.version}"` },
    );
  };
  return [
    route(commentPatch, async (input) => {
      const { params, body } = input;
      const person = await personOf(parts.database, input.principal, body);
      const target = { decisionId: body.decision_id, patchId: params.patch_id };
      const comment = await addComment(parts, person, target, body.comment, causeOf(input));
      return okAnswer({ status: 'commented', comment_id: comment.comment_id, comment });
    }),
    route(escalatePatch, async (input) => {
      const { params, body } = input;
      const person = await personOf(parts.database, input.principal, body);
      const target = { decisionId: body.decision_id, patchId: params.patch_id, version: versionOf(input.headers) };
      return moved(
        'escalated',
        await escalate(parts, person, target, { reason: body.reason, to: body.to }, causeOf(input)),
      );
    }),
    route(cancelPatchDecision, async (input) => {
      const { params, body } = input;
      const person = await personOf(parts.database, input.principal, body);
      const target = { decisionId: body.decision_id, patchId: params.patch_id, version: versionOf(input.headers) };
      return moved('cancelled', await cancel(parts, person, target, body.reason, causeOf(input)));
    }),
    route(assignDecision, async (input) => {
      const { params, body } = input;
      const person = await personOf(parts.database, input.principal);
      const target = { decisionId: params.decision_id, version: versionOf(input.headers) };
      return record(await assign(parts, person, target, body.assignee, causeOf(input)));
    }),
    route(snoozeDecision, async (input) => {
      const { params, body } = input;
      const person = await personOf(parts.database, input.principal);
      const target = { decisionId: params.decision_id, version: versionOf(input.headers) };
      const cause = causeOf(input);
      const row = await parts.database.transaction(async (tx) =>
        snooze(tx, parts, await targeted(tx, parts, target), { request: body, person, cause }),
      );
      return record(row);
    }),
    route(unsnoozeDecision, async (input) => {
      const { params } = input;
      const person = await personOf(parts.database, input.principal);
      const target = { decisionId: params.decision_id, version: versionOf(input.headers) };
      const cause = causeOf(input);
      const row = await parts.database.transaction(async (tx) => {
        const asleep = await targeted(tx, parts, target);
        if (!asleep.snoozed) throw notPending(parts, asleep);
        return await wake(tx, parts, asleep, {
          by: person,
          reason: `brought back by ${person.name}`.slice(0, 200),
          cause,
        });
      });
      return record(row);
    }),
    route(createDecision, async (input) => {
      const { body } = input;
      const cause = causeOf(input);
      const row = await parts.database.transaction(async (tx) => {
        const patch = await patches.find(tx, body.patch_id);
        if (patch === undefined) throw errors.patch_not_found(`there is no patch ${body.patch_id}`);
        const opened = await openDecision(tx, parts, patch.id, cause);
        if (opened !== undefined) return opened;
        if (patch.status === 'pending_review') throw errors.already_open('a decision about this content is open');
        throw errors.not_pending(`the patch is ${patch.status}`);
      });
      return record(row, 201);
    }),
    route(requestAcceptanceEndpoint, async (input) => {
      const { body, principal } = input;
      // Two roles, neither of which holds the other: an endpoint names one.
      if (!holdsRole(principal, 'reviewer') && !holdsRole(principal, 'operator'))
        throw errors.not_allowed(
          'asking to accept a risk or to state that a flaw does not matter takes the role reviewer or operator',
        );
      const person = await personOf(parts.database, input.principal);
      return record(await requestAcceptance(parts, person, body, causeOf(input)), 201);
    }),
  ];
}
