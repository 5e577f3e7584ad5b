import { webAddress } from '../../words/web-address.ts';

const zeroWidth = '\u200b';

/** What a code span may hold without a way out of it, in a table too. */
const plainCode = /^[A-Za-z0-9._+\-/@:~^=,›>()$% ]+$/;

/** Line breaks, control characters and marks that turn the writing direction around. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it is about
const unseen = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]+/g;

/**
 * Foreign words as words: no markup, link, mention, issue number or table cell can come of them on GitHub. Punctuation
 * becomes entities; what GitHub looks for after rendering (`@name`, `#1`, `http://`, `www.`) is parted by a zero-width space.
 */
export function text(foreign: string): string {
  return foreign
    .toWellFormed()
    .replace(unseen, ' ')
    .replace(/[&<>"'`*_{}[\]#|~!\\$@^=+]/g, (mark) => `&#${mark.charCodeAt(0)};`)
    .replace(/&#(?:64|35);/g, (entity) => entity + zeroWidth)
    .replace(/:\/\//g, `:${zeroWidth}//`)
    .replace(/www\./gi, (start) => `${start.slice(0, 3)}${zeroWidth}.`)
    .replace(/\bGH-(?=\d)/gi, (start) => start + zeroWidth)
    .trim();
}

/** A name, version or path in a code span; one that could leave the span comes as escaped words. */
export function code(foreign: string): string {
  return plainCode.test(foreign) && foreign.trim() !== '' ? `\`${foreign}\`` : text(foreign);
}

/** A link to an address that is http or https; any other address comes as escaped words. */
export function link(label: string, url: string): string {
  const address = webAddress(url);
  if (address === undefined) return text(label);
  return `[${text(label)}](${address.replace(/[()'*_]/g, percent)})`;
}

function percent(mark: string): string {
  return `%${mark.charCodeAt(0).toString(16).toUpperCase()}`;
}
