import type { Tree } from '../house/tree.ts';

/** A page, or a region of a page, that is written from the code. */
export interface GeneratedPage {
  /** Path in the repository. */
  readonly path: string;
  /** Name of the region between `<!-- generated:NAME -->` and `<!-- /generated:NAME -->`; absent for a whole page. */
  readonly region?: string;
  /** Renders the content; ends with a line feed. */
  render(tree: Tree): Promise<string>;
}

/** Markdown table; cells are escaped. */
export function table(head: readonly string[], rows: ReadonlyArray<readonly string[]>): string {
  const line = (cells: readonly string[]) => `| ${cells.map(cell).join(' | ')} |`;
  return `${[line(head), `|${head.map(() => '---').join('|')}|`, ...rows.map(line)].join('\n')}\n`;
}

/** The header of a page that no hand writes. */
export function pageHeader(title: string, intro: string): string {
  return `<!-- Written by \`npm run docs\`; change the code instead. -->\n# ${title}\n\n${intro}\n\n`;
}

function cell(text: string): string {
  return text.replace(/\s+/g, ' ').replace(/\|/g, '\\|').trim();
}
