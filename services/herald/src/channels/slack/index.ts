import type { Message, NotifyChannelKind } from '../types.ts';
import { blocksOf } from './blocks.ts';

/**
 * Slack by a bot token: one message of blocks with a link, and buttons where people may answer in place (hitl.md §9). What
 * changes a message that was sent replaces it, so that its buttons go; what is new about the same thing stands in its thread.
 */
export const slack: NotifyChannelKind = {
  id: 'slack',
  defaultUrl: 'https://slack.com/api/chat.postMessage',
  request: (message, { url, target, secrets, earlier, answers }) => {
    if (url === undefined) return undefined;
    const place = placeOf(earlier);
    const isChange = place !== undefined && message.changes === true;
    const body = {
      ...whereOf(message, target, place),
      text: message.title,
      unfurl_links: false,
      blocks: blocksOf(message, answers),
    };
    return {
      url: isChange ? url.replace(/chat\.postMessage$/, 'chat.update') : url,
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json; charset=utf-8', authorization: `Bearer ${secrets[0] ?? ''}` },
    };
  },
  faultOf: (body) => {
    const { ok, error } = answerOf(body) ?? {};
    if (ok === undefined) return 'the answer is not that of Slack';
    return ok === true ? undefined : `Slack says ${typeof error === 'string' ? error.slice(0, 100) : 'no'}`;
  },
  receiptOf: (body) => {
    const { channel, ts } = answerOf(body) ?? {};
    return typeof channel === 'string' && typeof ts === 'string' ? { channel, ts } : undefined;
  },
};

interface Place {
  readonly channel: string;
  readonly ts: string;
}

function whereOf(message: Message, target: string | undefined, place: Place | undefined) {
  if (place === undefined) return { channel: target };
  if (message.changes === true) return place;
  return { channel: place.channel, thread_ts: place.ts, reply_broadcast: true };
}

function placeOf(receipt: Readonly<Record<string, unknown>> | undefined): Place | undefined {
  const { channel, ts } = receipt ?? {};
  return typeof channel === 'string' && typeof ts === 'string' ? { channel, ts } : undefined;
}

function answerOf(body: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const answer: unknown = JSON.parse(body);
    return typeof answer === 'object' && answer !== null ? (answer as Record<string, unknown>) : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
