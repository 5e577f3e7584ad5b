import type { PatchStatement } from '../text/statement.ts';

/**
 * Name of the branch, `{prefix}/{rung}/{package}-{to}-{digest8}` (eureka.md §8). The same patch has the same name; signs that
 * a ref cannot hold (git-check-ref-format) become dashes.
 */
export function branchName(prefix: string, statement: PatchStatement): string {
  const words = [slug(statement.package, 60), slug(statement.to ?? '', 30), statement.patchDigest.slice(0, 8)];
  return `${prefix}/${statement.rung}/${words.filter((word) => word !== '').join('-')}`;
}

function slug(text: string, max: number): string {
  return text
    .slice(0, max)
    .replaceAll(/[^A-Za-z0-9._]/g, '-')
    .replaceAll(/\.{2,}/g, '.')
    .replaceAll(/-{2,}/g, '-')
    .replace(/^[.-]{1,60}/, '')
    .replace(/[.-]{1,60}$/, '');
}
