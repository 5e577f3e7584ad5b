import { createHash } from 'node:crypto';
import type { Answer } from '@maximus/http';

const STYLE = `
:root{color-scheme:light dark;--ink:#14202b;--soft:#52616f;--line:#c9d3dc;--back:#eef2f5;--card:#fff;--accent:#0b6e63;--bad:#a3202a}
@media (prefers-color-scheme:dark){:root{--ink:#e8eef3;--soft:#a4b3c0;--line:#3a4854;--back:#10171d;--card:#18222b;--accent:#37b8a8;--bad:#ff8b8f}}
*{box-sizing:border-box}
body{margin:0;min-height:100vh;display:grid;place-items:center;padding:24px;background:var(--back);color:var(--ink);font:16px/1.5 system-ui,sans-serif}
main{width:100%;max-width:26rem;background:var(--card);border:1px solid var(--line);border-radius:14px;padding:32px}
h1{font-size:1.35rem;line-height:1.25;margin:0 0 6px}
p{margin:0 0 18px;color:var(--soft)}
.mark{font-weight:700;letter-spacing:.02em;color:var(--accent);margin:0 0 18px}
label{display:block;font-weight:600;margin:14px 0 4px}
.hint{display:block;font-weight:400;font-size:.875rem;color:var(--soft)}
input{width:100%;font:inherit;padding:10px 12px;border:1px solid var(--line);border-radius:8px;background:transparent;color:inherit}
input:focus-visible,button:focus-visible,a:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
button,.button{display:block;width:100%;margin-top:22px;padding:11px;font:inherit;font-weight:600;text-align:center;text-decoration:none;border:0;border-radius:8px;background:var(--accent);color:var(--card);cursor:pointer}
.button{background:transparent;color:var(--accent);border:1px solid var(--accent);margin-top:12px}
.bad{border-left:4px solid var(--bad);padding:8px 12px;color:var(--bad);margin:0 0 18px}
`.trim();

const STYLE_DIGEST = createHash('sha256').update(STYLE).digest('base64');
/** Nothing but its own style sheet and its own form; no script, no frame, no foreign address. */
const POLICY = `default-src 'none'; style-src 'sha256-${STYLE_DIGEST}'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'`;

/** HTML that may stand in a page as it is. */
export interface Markup {
  readonly markup: string;
}

/** A template whose values are escaped, but for markup and lists of it. */
export function html(parts: TemplateStringsArray, ...values: readonly (string | Markup | readonly Markup[])[]): Markup {
  const text = parts.reduce((all, part, at) => `${all}${asMarkup(values[at - 1] ?? '')}${part}`);
  return { markup: text };
}

function asMarkup(value: string | Markup | readonly Markup[]): string {
  if (typeof value === 'string') return escaped(value);
  return 'markup' in value ? value.markup : value.map(({ markup }) => markup).join('');
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

/** A whole page as an answer: never cached, never framed, and its address is told to nobody. */
export function pageAnswer(
  status: number,
  title: string,
  body: Markup,
  headers: Readonly<Record<string, string>> = {},
): Answer {
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title} · Maximus</title>
<style>${{ markup: STYLE }}</style>
</head>
<body>
<main>
<p class="mark">Maximus</p>
${body}
</main>
</body>
</html>
`;
  return {
    status,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': POLICY,
      'cache-control': 'no-store',
      // With "no-referrer" browsers send "Origin: null" with the form; with this one they send the origin, and only to us.
      'referrer-policy': 'same-origin',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      ...headers,
    },
    body: page.markup,
  };
}
