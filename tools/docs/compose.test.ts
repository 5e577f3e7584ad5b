import { expect, test } from 'vitest';
import { memoryTree } from '../house/tree.ts';
import { composePages, placeRegion } from './compose.ts';
import { pageHeader, table } from './page.ts';

const text = '# A\n<!-- generated:x -->\nold\n<!-- /generated:x -->\nend\n';

test('a region is replaced and the rest is untouched', () => {
  const placed = placeRegion(text, 'x', 'new\n');
  expect(placed).toBe('# A\n<!-- generated:x -->\n\nnew\n\n<!-- /generated:x -->\nend\n');
  expect(placeRegion(placed ?? '', 'x', 'new\n')).toBe(placed);
});

test('a missing region is an error of that page only', async () => {
  const tree = memoryTree({ 'a.md': text });
  const composed = await composePages(tree, [
    { path: 'a.md', region: 'y', render: async () => '' },
    { path: 'b.md', render: async () => 'whole\n' },
    {
      path: 'c.md',
      render: async () => {
        throw new Error('broken');
      },
    },
  ]);
  expect(composed.map(({ path, expected, error }) => [path, expected ?? error])).toEqual([
    ['a.md', 'has no region "y"'],
    ['b.md', 'whole\n'],
    ['c.md', 'cannot be written: broken'],
  ]);
});

test('two regions of one page are both put in', async () => {
  const tree = memoryTree({ 'a.md': `${text}<!-- generated:y -->\n<!-- /generated:y -->\n` });
  const render = (content: string) => async () => content;
  const [page] = await composePages(tree, [
    { path: 'a.md', region: 'x', render: render('one\n') },
    { path: 'a.md', region: 'y', render: render('two\n') },
  ]);
  expect(page?.expected).toContain('one');
  expect(page?.expected).toContain('two');
});

test('table cells cannot break the table', () => {
  expect(table(['a'], [['x | y\nz']])).toBe('| a |\n|---|\n| x \\| y z |\n');
  expect(pageHeader('T', 'i').startsWith('<!-- Written by')).toBe(true);
});
