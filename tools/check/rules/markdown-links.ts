import { posix } from 'node:path';
import type { Tree } from '../../house/tree.ts';
import { type Check, failure, type Problem } from '../types.ts';

const LINK = /\[[^\]\n]*\]\(([^)\s]+)(?: "[^"\n]*")?\)/g;

/** Relative links in Markdown lead to a file or folder of the tree, anchors to a heading of that page. */
export const markdownLinks: Check = {
  id: 'links',
  run({ tree }) {
    const pages = tree.files.filter((path) => path.endsWith('.md') && !path.includes('/fixtures/'));
    const folders = new Set(tree.files.flatMap(parentsOf));
    return { problems: pages.flatMap((page) => judge(tree, page, folders)), detail: `${pages.length} pages` };
  },
};

function judge(tree: Tree, page: string, folders: ReadonlySet<string>): Problem[] {
  const problems: Problem[] = [];
  const lines = withoutCode(tree.text(page)).split('\n');
  for (const [index, line] of lines.entries()) {
    for (const [, target = ''] of line.matchAll(LINK)) {
      if (/^[a-z][a-z0-9+.-]*:/i.test(target)) continue;
      const [path = '', anchor] = target.split('#');
      const file = path === '' ? page : posix.join(posix.dirname(page), path).replace(/\/$/, '');
      const isFile = tree.files.includes(file);
      if (!isFile && !folders.has(file)) problems.push(failure(page, index + 1, `${target} leads nowhere`));
      else if (anchor && isFile && file.endsWith('.md') && !anchorsOf(tree.text(file)).has(anchor)) {
        problems.push(failure(page, index + 1, `${target}: no such heading`));
      }
    }
  }
  return problems;
}

function parentsOf(path: string): string[] {
  const parts = path.split('/').slice(0, -1);
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'));
}

function withoutCode(text: string): string {
  let inside = false;
  return text
    .split('\n')
    .map((line) => {
      if (/^\s*(```|~~~)/.test(line)) inside = !inside;
      return inside ? '' : line.replace(/`[^`]*`/g, '');
    })
    .join('\n');
}

function anchorsOf(text: string): Set<string> {
  const titles = withoutCode(text.replace(/`/g, '')).matchAll(/^#{1,6} +(.+?) *#*$/gm);
  const slug = (title: string) =>
    title
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replace(/\s/g, '-');
  return new Set([...titles].map(([, title = '']) => slug(title)));
}
