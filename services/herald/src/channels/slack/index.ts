import type { NotifyChannelKind } from '../types.ts';

const mostText = 3_000;

/** Slack by a bot token: one message of blocks with a link; deciding from within Slack is not offered here. */
export const slack: NotifyChannelKind = {
  id: 'slack',
  defaultUrl: 'https://slack.com/api/chat.postMessage',
  request: (message, { url, target, secrets }) => {
    if (url === undefined) return undefined;
    const section = (text: string) => ({ type: 'section', text: { type: 'mrkdwn', text: text.slice(0, mostText) } });
    const body = {
      channel: target,
      text: message.title,
      unfurl_links: false,
      blocks: [
        section(`*${plain(message.title)}*\n${plain(message.text)}`),
        section(`${plain(message.next)} <${message.link}|Open in Maximus>`),
      ],
    };
    return {
      url,
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json; charset=utf-8', authorization: `Bearer ${secrets[0] ?? ''}` },
    };
  },
  faultOf: (body) => {
    let answer: unknown;
    try {
      answer = JSON.parse(body);
    } catch (error) {
      if (error instanceof SyntaxError) return 'the answer is not that of Slack';
      throw error;
    }
    const { ok, error } = answer as { ok?: unknown; error?: unknown };
    return ok === true ? undefined : `Slack says ${typeof error === 'string' ? error.slice(0, 100) : 'no'}`;
  },
};

/** Text that makes no links, mentions or formatting of its own. */
function plain(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
