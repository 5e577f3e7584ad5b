import { z } from 'zod';
import { Time } from '../wire/index.ts';
import { defineEndpoint } from './endpoint.ts';

const tag = 'Slack';
const access = { role: 'signed-in' } as const;
/** What Slack sends is small; dialogs with their texts are the largest. */
const mostOfSlack = 256 * 1024;

/** A Slack user that counts as the one who linked it. */
export const SlackLink = z.strictObject({
  /** `<team>.<user>`. */
  id: z.string(),
  team_id: z.string(),
  slack_user_id: z.string(),
  /** As Slack showed it when it was linked. */
  slack_name: z.string(),
  linked_at: Time,
  last_used_at: Time.optional(),
});
export type SlackLink = z.infer<typeof SlackLink>;

export const listSlackLinks = defineEndpoint({
  id: 'listSlackLinks',
  method: 'GET',
  path: '/hitl/slack/links',
  summary: 'Slack users that count as the one who is signed in, and whether Slack is listened to at all',
  tag,
  access,
  answers: { 200: z.object({ enabled: z.boolean(), items: z.array(SlackLink) }) },
});

export const createSlackCode = defineEndpoint({
  id: 'createSlackCode',
  method: 'POST',
  path: '/hitl/slack/codes',
  summary: 'A code that links the Slack user who sends it, once, within ten minutes; an earlier one ends',
  tag,
  access,
  answersSecret: true,
  answers: {
    201: z.object({
      code: z.string(),
      /** What to type in Slack. */
      command: z.string(),
      expires_at: Time,
    }),
  },
});

export const removeSlackLink = defineEndpoint({
  id: 'removeSlackLink',
  method: 'DELETE',
  path: '/hitl/slack/links/{id}',
  summary: 'Unlink a Slack user of one’s own',
  tag,
  access,
  params: z.strictObject({ id: z.string().max(64) }),
  answers: { 204: undefined },
});

export const slackInteraction = defineEndpoint({
  id: 'slackInteraction',
  method: 'POST',
  path: '/hitl/slack/interactions',
  summary: 'Buttons and dialogs of Slack, signed by it; what comes of them has its own entries in the log',
  tag,
  access: { role: 'open' },
  bodyKind: 'raw',
  maxBodyBytes: mostOfSlack,
  onlyAsks: true,
  answers: { 200: z.unknown() },
});

export const slackCommand = defineEndpoint({
  id: 'slackCommand',
  method: 'POST',
  path: '/hitl/slack/commands',
  summary: 'The command /maximus of Slack, signed by it: link, unlink, help',
  tag,
  access: { role: 'open' },
  bodyKind: 'raw',
  maxBodyBytes: mostOfSlack,
  onlyAsks: true,
  answers: { 200: z.unknown() },
});
