/** Zero-width space: parts a sign from the word behind it, so that no forge sees a mention or a reference. */
const parted = '\u200b';

/** Controls, bidirectional overrides and other characters that show nothing or change the order of what is shown. */
const unseen = /[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Cs}\u2028\u2029]+/gu;

/**
 * Foreign text as one plain line of at most `max` characters: no control or direction characters, no mention (`@name`), no
 * reference to issues (`#1`, `!1`, `GH-1`), no address that a forge would turn into a link.
 */
export function plainText(text: string, max = 300): string {
  const line = shortened(oneLine(text, max), max);
  return line
    .replaceAll(/@(?=[\p{L}\p{N}_-])/gu, `@${parted}`)
    .replaceAll(/[#!$%&](?=\d)/g, (sign) => `${sign}${parted}`)
    .replaceAll(/~(?=[\p{L}\p{N}"])/gu, `~${parted}`)
    .replaceAll(/GH-(?=\d)/gi, (sign) => `${sign}${parted}`)
    .replaceAll('://', `:${parted}//`)
    .replaceAll(/www\./gi, (sign) => `${sign.slice(0, 3)}${parted}.`);
}

/** Foreign text for a line or a table cell of Markdown: `plainText`, with every sign of Markdown and HTML taken literally. */
export function inlineText(text: string, max = 300): string {
  return plainText(text, max)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll(/[\\`*_{}[\]()#+!|~=$]/g, (sign) => `\\${sign}`)
    .replace(/^(\d{1,9})\.|^-/, (start) => (start === '-' ? '\\-' : `${start.slice(0, -1)}\\.`));
}

/** Foreign text as a code span that also holds in a table; text with a pipe is escaped instead, since a span cannot keep one. */
export function codeText(text: string, max = 200): string {
  const line = shortened(oneLine(text, max), max);
  if (line === '') return '—';
  if (line.includes('|')) return inlineText(line, max);
  const fence = '`'.repeat(longestRun(line, '`') + 1);
  const pad = line.startsWith('`') || line.endsWith('`') ? ' ' : '';
  return `${fence}${pad}${line}${pad}${fence}`;
}

/** A link, where the address is http or https without credentials; otherwise the text alone. */
export function linkTo(text: string, address: string | undefined): string {
  const href = safeAddress(address);
  return href === undefined ? inlineText(text) : `[${inlineText(text)}](${href})`;
}

/** The address, encoded so that it ends where it should; `undefined` unless it is http or https and without credentials. */
export function safeAddress(address: string | undefined): string | undefined {
  if (address === undefined || address.length > 2000 || !URL.canParse(address)) return undefined;
  const url = new URL(address);
  if (!/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '') return undefined;
  return url.href.replaceAll(/[()<>|@\\`*_[\]{}~!"'\s\p{Cc}\p{Cf}]/gu, (sign) =>
    [...new TextEncoder().encode(sign)].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join(''),
  );
}

/** Lines for a code fence: unseen characters are shown by number, so that a line reads as what it is. */
export function fenced(lines: readonly string[], language: string, maxWidth = 200): string {
  const shown = lines.map((line) =>
    shortened(
      line
        .slice(0, maxWidth * 2)
        .replaceAll('\t', '    ')
        .replaceAll(unseen, (run) =>
          [...run].map((sign) => `\\u{${(sign.codePointAt(0) ?? 0).toString(16)}}`).join(''),
        ),
      maxWidth,
    ),
  );
  const fence = '`'.repeat(Math.max(3, ...shown.map((line) => longestRun(line, '`') + 1)));
  return [`${fence}${language}`, ...shown, fence].join('\n');
}

function oneLine(text: string, max: number): string {
  return text
    .slice(0, max * 4)
    .replaceAll(/\s+/g, ' ')
    .replaceAll(unseen, '')
    .trim();
}

function shortened(text: string, max: number): string {
  const signs = [...text];
  return signs.length <= max ? text : `${signs.slice(0, max - 1).join('')}…`;
}

function longestRun(text: string, sign: string): number {
  let longest = 0;
  let run = 0;
  for (const each of text) {
    run = each === sign ? run + 1 : 0;
    longest = Math.max(longest, run);
  }
  return longest;
}
