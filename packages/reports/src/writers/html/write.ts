import { createHash } from 'node:crypto';
import type { ScanReport } from '@maximus/contracts';
import { verdictWords } from '../../words/finding-words.ts';
import { esc } from './escape.ts';
import { findingHtml } from './finding.ts';
import { script } from './script.data.ts';
import { files, footer, header, ignored, tiles, tools, unchecked } from './sections.ts';
import { style } from './style.data.ts';

function hash(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}

/** Only this page's own style and script run, and nothing is loaded or sent, whatever slips through the escaping. */
const policy = `default-src 'none'; style-src ${hash(style)}; script-src ${hash(script)}; base-uri 'none'; form-action 'none'`;

/** The page; no foreign text ever stands in its style or its script. */
export function write(report: ScanReport): string {
  const findings =
    report.findings.length === 0
      ? ''
      : `<h2>Findings</h2>${tools(report)}<div id="findings">${report.findings.map(findingHtml).join('\n')}</div>`;
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width,initial-scale=1"><meta name="referrer" content="no-referrer">
<title>Maximus: ${esc(verdictWords(report))}</title>
<style>${style}</style></head>
<body><main>
${header(report)}
${unchecked(report)}
${tiles(report)}
${findings}
${ignored(report)}
${files(report)}
${footer(report)}
</main><script>${script}</script></body></html>
`;
}
