import type { Message } from '../types.ts';

const style = 'font:15px/1.5 system-ui,sans-serif;color:#1c2330;max-width:40rem;margin:0 auto;padding:1rem';

/** A message as simple HTML: no images, no scripts, nothing that is loaded, one link to the page. */
export function htmlOf(message: Pick<Message, 'title' | 'text' | 'next' | 'link'>): string {
  const lines = message.text.split('\n').map((one) => `${escaped(one)}<br>`);
  return [
    '<!doctype html><html><head><meta charset="utf-8"></head>',
    `<body style="${style}">`,
    `<h1 style="font-size:1.1rem">${escaped(message.title)}</h1>`,
    `<p>${lines.join('')}</p>`,
    `<p>${escaped(message.next)}</p>`,
    `<p><a href="${escaped(message.link)}">Open in Maximus</a></p>`,
    '</body></html>',
  ].join('\n');
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}
