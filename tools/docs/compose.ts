import type { Tree } from '../house/tree.ts';
import type { GeneratedPage } from './page.ts';

/** A page as the tree has it and as the code would write it. `error` says why it could not be written. */
export interface ComposedPage {
  readonly path: string;
  readonly current: string | undefined;
  readonly expected?: string;
  readonly error?: string;
}

/** Renders every page; a page that fails does not stop the others. Regions of one file are put in one after another. */
export async function composePages(tree: Tree, pages: readonly GeneratedPage[]): Promise<ComposedPage[]> {
  const done = new Map<string, ComposedPage>();
  for (const page of pages) {
    const current = tree.files.includes(page.path) ? tree.text(page.path) : undefined;
    const before = done.get(page.path)?.expected ?? current;
    done.set(page.path, { path: page.path, current, ...(await composeOne(tree, page, before)) });
  }
  return [...done.values()];
}

async function composeOne(
  tree: Tree,
  page: GeneratedPage,
  before: string | undefined,
): Promise<{ expected: string } | { error: string }> {
  try {
    const content = await page.render(tree);
    if (page.region === undefined) return { expected: content };
    const placed = before === undefined ? undefined : placeRegion(before, page.region, content);
    return placed === undefined ? { error: `has no region "${page.region}"` } : { expected: placed };
  } catch (error) {
    return { error: `cannot be written: ${error instanceof Error ? error.message : String(error)}` };
  }
}

/** The text with the content of a region replaced; undefined where the region is not there. */
export function placeRegion(text: string, region: string, content: string): string | undefined {
  const open = `<!-- generated:${region} -->\n`;
  const from = text.indexOf(open);
  const to = text.indexOf(`<!-- /generated:${region} -->`);
  if (from === -1 || to < from) return undefined;
  return `${text.slice(0, from + open.length)}\n${content}\n${text.slice(to)}`;
}
