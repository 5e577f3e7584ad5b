import { compilePath, type Effort, type FoundFolders, findFolders, splitPatterns } from '../glob/index.ts';
import type { ProjectFiles } from '../types.ts';

const how = { braces: true, dots: false, without: ['.git', 'node_modules'] };

/** Steps of comparing folders with the patterns that leave some out again. */
const maxEffort = 50_000_000;

/**
 * The folders below `root` that have a package.json and match `patterns` (glob/folders.ts), `{a,b}` included; `!` leaves
 * folders out again. A pattern of that kind that is not understood leaves nothing out.
 */
export async function expandWorkspaces(
  files: ProjectFiles,
  root: string,
  patterns: readonly string[],
): Promise<FoundFolders> {
  const wanted = patterns.filter((pattern) => !pattern.startsWith('!')).map(trimPattern);
  const found = await findFolders(files, root, wanted, how);
  const effort: Effort = { left: maxEffort };
  const leftOut = patterns
    .filter((pattern) => pattern.startsWith('!'))
    .flatMap((pattern) => splitPatterns(trimPattern(pattern.slice(1)), true) ?? [])
    .slice(0, 500)
    .flatMap((path) => compilePath(path.split('/'), effort) ?? []);
  const folders: string[] = [];
  for (const folder of found.folders) {
    if (folder === root) continue;
    const relative = (root === '' ? folder : folder.slice(root.length + 1)).split('/');
    if (leftOut.some((matches) => matches(relative))) continue;
    if (await files.exists(`${folder}/package.json`)) folders.push(folder);
  }
  return { ...found, folders };
}

function trimPattern(pattern: string): string {
  let text = pattern.replaceAll('\\', '/');
  while (text.startsWith('./')) text = text.slice(2);
  while (text.endsWith('/')) text = text.slice(0, -1);
  return text;
}
