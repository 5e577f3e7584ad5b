import type { Language } from '../parser.ts';

/** A piece of script in a file. `lineOffset` is the number of lines before it. */
export interface ScriptBlock {
  readonly language: Language;
  readonly text: string;
  readonly lineOffset: number;
}

const languages: Readonly<Record<string, Language>> = {
  ts: 'TypeScript',
  mts: 'TypeScript',
  cts: 'TypeScript',
  tsx: 'Tsx',
};

/** The scripts of a file: the file itself, or the `<script>` elements of a Vue or Svelte component. */
export function scriptBlocks(path: string, text: string): readonly ScriptBlock[] {
  const extension = path.slice(path.lastIndexOf('.') + 1).toLowerCase();
  if (extension === 'vue' || extension === 'svelte') return elements(text);
  return [
    { language: (Object.hasOwn(languages, extension) && languages[extension]) || 'JavaScript', text, lineOffset: 0 },
  ];
}

function elements(text: string): readonly ScriptBlock[] {
  const lower = text.toLowerCase();
  const blocks: ScriptBlock[] = [];
  let line = 0;
  let counted = 0;
  for (let at = lower.indexOf('<script'); at >= 0; at = lower.indexOf('<script', at + 1)) {
    const open = lower.indexOf('>', at);
    if (open < 0) break;
    const close = lower.indexOf('</script', open);
    const end = close < 0 ? text.length : close;
    for (; counted <= open; counted += 1) if (text.charCodeAt(counted) === 10) line += 1;
    const tag = lower.slice(at, Math.min(open, at + 500));
    const language = /lang=["']?tsx/.test(tag) ? 'Tsx' : /lang=["']?ts/.test(tag) ? 'TypeScript' : 'JavaScript';
    blocks.push({ language, text: text.slice(open + 1, end), lineOffset: line });
    at = end;
  }
  return blocks;
}
