import { slackBlock } from '@maximus/contracts';
import type { Message } from '../types.ts';

const mostText = 3_000;

/** The blocks of a message: what happened, what to do next, and the buttons where the question may be answered here. */
export function blocksOf(message: Message, answers: 'none' | 'light' | 'all'): readonly object[] {
  const said = [
    section(`*${plain(message.title)}*\n${plain(message.text)}`),
    section(`${plain(message.next)} <${message.link}|Open in Maximus>`),
  ];
  const { ask } = message;
  if (ask === undefined || answers === 'none') return said;
  if (ask.is_weighty && answers !== 'all')
    return [
      ...said,
      { type: 'context', elements: [{ type: 'mrkdwn', text: 'This one is decided in Maximus itself.' }] },
    ];
  // The shape of `SlackQuestion`: what review reads back when a button is pressed.
  const value = JSON.stringify({ decision_id: ask.decision_id, subject_digest: ask.subject_digest });
  return [
    ...said,
    {
      type: 'actions',
      block_id: slackBlock,
      elements: [
        button({ action_id: 'approve', style: 'primary', value }, 'Approve…'),
        button({ action_id: 'reject', style: 'danger', value }, 'Reject…'),
      ],
    },
  ];
}

function section(text: string): object {
  return { type: 'section', text: { type: 'mrkdwn', text: text.slice(0, mostText) } };
}

function button(more: object, text: string): object {
  return { type: 'button', text: { type: 'plain_text', text }, ...more };
}

/** Text that makes no links, mentions or formatting of its own. */
function plain(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
