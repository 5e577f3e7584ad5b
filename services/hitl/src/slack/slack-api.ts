import { z } from 'zod';
import type { SlackParts } from './parts.ts';
import { readJson } from './payloads.ts';

const Answer = z.object({ ok: z.boolean(), error: z.string().max(200).optional() });

/** Calls a method of Slack's Web API. What goes wrong is logged: the decision stands, and people see it in the page. */
export async function callSlack(parts: SlackParts, method: 'views.open' | 'views.update', body: object): Promise<void> {
  const { config, secretsOf, post, review } = parts;
  const [token] = await secretsOf(config.bot_token);
  if (token === undefined) {
    review.log.error({ secret: config.bot_token }, 'Slack cannot be called: the secret of its bot token is not there');
    return;
  }
  const { status, body: said } = await post({
    url: `${config.api_url.replace(/\/+$/, '')}/${method}`,
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json; charset=utf-8', authorization: `Bearer ${token}` },
  });
  const answer = readJson(Answer, said);
  if (answer?.ok !== true) review.log.warn({ method, status, error: answer?.error }, 'Slack refused a call');
}

/**
 * Says something to one person, where only they see it. The address came with a signed request, and must be Slack's all the
 * same: nothing else is posted to.
 */
export async function notePrivately(parts: SlackParts, responseUrl: string | undefined, text: string): Promise<void> {
  const url = responseUrl === undefined ? null : URL.parse(responseUrl);
  const api = new URL(parts.config.api_url);
  const isSlack = url?.origin === 'https://hooks.slack.com' || url?.origin === api.origin;
  if (url === null || !isSlack) return;
  const { status } = await parts.post({
    url: url.href,
    body: JSON.stringify({ response_type: 'ephemeral', replace_original: false, text }),
    headers: { 'content-type': 'application/json; charset=utf-8' },
  });
  if (status >= 300) parts.review.log.warn({ status }, 'Slack refused a note');
}
