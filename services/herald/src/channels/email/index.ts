import type { NotifyChannelKind } from '../types.ts';
import { htmlOf } from './html.ts';

const line = '\n';

/**
 * E-mail by SMTP with TLS: plain text beside simple HTML, with one link to the page and none that decides (hitl.md §9). What
 * is about the same thing is one thread. The secret is `user:password`; mail servers inside may ask for none.
 */
export const email: NotifyChannelKind = {
  id: 'email',
  defaultUrl: undefined,
  request: (message, { url, sender, recipients, secrets }) => {
    if (url === undefined || sender === undefined || recipients === undefined) return undefined;
    const [secret] = secrets;
    const domain = sender.slice(sender.lastIndexOf('@') + 1);
    const thread = `<${plainWord(`${message.about.kind}.${message.about.id}`)}.maximus@${domain}>`;
    return {
      mailServer: url,
      from: sender,
      to: recipients,
      subject: oneLine(message.title),
      text: [message.title, '', message.text, '', message.next, message.link, ''].join(line),
      html: htmlOf(message),
      // A mail that is sent again after a lost answer is the same mail.
      messageId: `<${plainWord(message.id)}.maximus@${domain}>`,
      thread,
      ...(secret !== undefined && { credentials: secret }),
    };
  },
};

/** Text of one line without control characters: a header has no others. */
function oneLine(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').trim();
}

function plainWord(text: string): string {
  return text.replaceAll(/[^0-9A-Za-z._-]+/g, '-').slice(0, 120);
}
