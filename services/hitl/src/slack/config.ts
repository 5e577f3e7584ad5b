import { z } from 'zod';

const secretName = z.string().regex(/^[a-z0-9][a-z0-9._-]{0,63}$/);

/** Deciding from Slack (hitl.md §9). */
export const SlackConfig = z.strictObject({
  teams: z
    .array(z.string().regex(/^[A-Z0-9]{2,20}$/, 'the id of a workspace, such as T0123456789'))
    .max(100)
    .default([])
    .describe(
      'Ids of the Slack workspaces whose members may decide once they are linked; empty: Slack is not listened to.',
    ),
  allow_critical: z
    .boolean()
    .default(false)
    .describe(
      'Whether critical, major and breaking patches may be decided in Slack; otherwise they are only shown there.',
    ),
  signing_secret: secretName
    .default('slack-signing')
    .describe('Name of the secret that Slack signs with, a file of `<data_dir>/secrets`; two lines while it changes.'),
  bot_token: secretName
    .default('slack-bot')
    .describe('Name of the secret with the bot token that opens dialogs, a file of `<data_dir>/secrets`.'),
  api_url: z
    .url({ protocol: /^https?$/ })
    .default('https://slack.com/api')
    .describe('Address of the Slack Web API; another one for a proxy, which `herald.allow_addresses` must then name.'),
});
export type SlackConfig = z.infer<typeof SlackConfig>;
