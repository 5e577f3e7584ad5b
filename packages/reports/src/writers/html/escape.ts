import { webAddress } from '../../words/web-address.ts';

const entities = new Map([
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['"', '&quot;'],
  ["'", '&#39;'],
  ['`', '&#96;'],
]);

/** Controls, and marks that turn the writing direction around: shown as a replacement, so that nobody is misled. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it is about
const unseen = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;

/** Foreign text as text, inside an element or a quoted attribute. */
export function esc(foreign: string): string {
  return foreign
    .toWellFormed()
    .replace(unseen, '\ufffd')
    .replace(/[&<>"'`]/g, (mark) => entities.get(mark) ?? mark);
}

/** A link that opens apart and tells nothing of this page; text where the address is no web address. */
export function anchor(address: string): string {
  const safe = webAddress(address);
  if (safe === undefined) return esc(address);
  return `<a href="${esc(safe)}" rel="noopener noreferrer" target="_blank">${esc(address)}</a>`;
}
