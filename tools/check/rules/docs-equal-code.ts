import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { composePages } from '../../docs/compose.ts';
import { pages } from '../../docs/registry.ts';
import { type Check, failure } from '../types.ts';

/** Pages written from the code say what the code says; `--fix` writes them. */
export const docsEqualCode: Check = {
  id: 'docs-equal-code',
  async run({ tree, fix }) {
    const composed = await composePages(tree, pages);
    const problems = composed.flatMap((page) => {
      if (page.expected === undefined) return [failure(page.path, undefined, page.error ?? 'cannot be written')];
      if (page.expected === page.current) return [];
      if (!fix) return [failure(page.path, undefined, 'differs from the code: run `npm run docs`')];
      mkdirSync(dirname(join(tree.root, page.path)), { recursive: true });
      writeFileSync(join(tree.root, page.path), page.expected);
      return [];
    });
    return { problems, detail: `${composed.length} pages` };
  },
};
