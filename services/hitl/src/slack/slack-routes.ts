import { createSlackCode, listSlackLinks, removeSlackLink, slackCommand, slackInteraction } from '@maximus/contracts';
import { type HandlerInput, okAnswer, type Principal, type Route, route, type Upload } from '@maximus/http';
import { type SlackLinkRow, slackLinks, slackRequests } from '@maximus/storage';
import { errors } from '../errors.ts';
import { bytesOf, causeOf } from '../routes/request-facts.ts';
import type { SlackParts } from './parts.ts';
import { readCommand, readInteraction } from './payloads.ts';
import { pressButton, type Received } from './press-button.ts';
import { hashOfCode, newCode, note, runCommand } from './run-command.ts';
import { accountUuid } from './slack-person.ts';
import { isVote, submitDialog, waitingView } from './submit-dialog.ts';
import { verifyRequest, windowSeconds } from './verify-request.ts';

const codeSeconds = 600;

type Sent = Pick<HandlerInput<never>, 'headers' | 'principal' | 'requestId'> & { readonly upload?: Upload };

/**
 * What people and Slack call. Slack is answered at once and the work goes on after (hitl.md §9): `after` is given it, so that
 * it is waited for when the process stops.
 */
export function slackRoutes(parts: SlackParts, after: (work: Promise<void>) => void): Route[] {
  const { database, clock, log } = parts.review;
  const later = (work: () => Promise<void>) =>
    after(
      work().catch((error: unknown) => {
        log.error({ err: error }, 'an interaction of Slack came to nothing');
      }),
    );
  return [
    route(listSlackLinks, async ({ principal }) => {
      const rows = await slackLinks.ofUser(database, accountUuid(sessionOf(principal)));
      return okAnswer({ enabled: parts.config.teams.length > 0, items: rows.map(toLink) });
    }),
    route(createSlackCode, async ({ principal }) => {
      const user = accountUuid(sessionOf(principal));
      const code = newCode();
      const expires = new Date(clock.now() + codeSeconds * 1_000);
      await slackLinks.keepCode(database, user, hashOfCode(code), expires);
      return { status: 201, body: { code, command: `/maximus link ${code}`, expires_at: expires.toISOString() } };
    }),
    route(removeSlackLink, async (input) => {
      const rows = await slackLinks.ofUser(database, accountUuid(sessionOf(input.principal)));
      const row = rows.find((one) => toLink(one).id === input.params.id);
      if (row === undefined) throw errors.slack_link_not_found('there is no such link of yours');
      await slackLinks.remove(database, row);
      await note(parts, 'slack.unlinked', row, receivedBy(input));
      return { status: 204 };
    }),
    route(slackInteraction, async (input) => {
      const interaction = readInteraction(await believed(parts, input));
      if (interaction === undefined) throw errors.slack_unreadable('this is no interaction of Slack');
      const received = receivedBy(input);
      if (interaction.kind === 'pressed') later(() => pressButton(parts, interaction.pressed, received));
      if (interaction.kind !== 'submitted' || !isVote(interaction.submitted)) return { status: 200 };
      later(() => submitDialog(parts, interaction.submitted, received));
      return okAnswer({ response_action: 'update', view: waitingView });
    }),
    route(slackCommand, async (input) => {
      const command = readCommand(await believed(parts, input));
      if (command === undefined) throw errors.slack_unreadable('this is no command of Slack');
      return okAnswer({ response_type: 'ephemeral', text: await runCommand(parts, command, receivedBy(input)) });
    }),
  ];
}

function receivedBy(input: Sent): Received {
  return { address: input.principal.address, cause: causeOf(input) };
}

/** The body of a request that Slack signed just now and that was not taken before; else `hitl.slack_*`. */
async function believed(parts: SlackParts, { headers, upload }: Sent): Promise<Buffer> {
  const body = await bytesOf(upload);
  const { config, secretsOf, review } = parts;
  if (config.teams.length === 0) throw errors.slack_off('no workspace is listened to');
  const nowMs = review.clock.now();
  const signed = {
    timestamp: headers['x-slack-request-timestamp'],
    signature: headers['x-slack-signature'],
    body,
  };
  const verified = verifyRequest(signed, await secretsOf(config.signing_secret), nowMs);
  if (!verified.ok) {
    review.log.warn({ why: verified.error }, 'a request that says to be of Slack is not believed');
    throw errors.slack_unsigned('the signature does not hold, or is too old');
  }
  const forgetBefore = new Date(nowMs - 4 * windowSeconds * 1_000);
  if (!(await slackRequests.take(review.database, verified.value, new Date(nowMs), forgetBefore)))
    throw errors.slack_replayed('this request was taken before');
  return body;
}

/** Only a person who is signed in at the page links: a token is none. */
function sessionOf(principal: Principal): string {
  if (principal.kind !== 'user') throw errors.not_allowed('only a person who is signed in at the page links Slack');
  return principal.userId;
}

function toLink(row: SlackLinkRow) {
  return {
    id: `${row.team_id}.${row.slack_user_id}`,
    team_id: row.team_id,
    slack_user_id: row.slack_user_id,
    slack_name: row.slack_name,
    linked_at: row.linked_at.toISOString(),
    ...(row.last_used_at !== null && { last_used_at: row.last_used_at.toISOString() }),
  };
}
