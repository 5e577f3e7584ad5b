/** `npm run docs`: writes every page and region that comes from the code. `npm run check` fails while one differs. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { openTree } from '../house/tree.ts';
import { composePages } from './compose.ts';
import { pages } from './registry.ts';

const tree = openTree(resolve(import.meta.dirname, '../..'));
for (const page of await composePages(tree, pages)) {
  if (page.expected === undefined) {
    console.error(`${page.path}: ${page.error}`);
    process.exitCode = 1;
  } else if (page.expected !== page.current) {
    mkdirSync(dirname(join(tree.root, page.path)), { recursive: true });
    writeFileSync(join(tree.root, page.path), page.expected);
    console.log(`wrote ${page.path}`);
  }
}
