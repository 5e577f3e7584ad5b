import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ErrorRow } from '../../../packages/kernel/src/errors.ts';
import type { Tree } from '../../house/tree.ts';
import { type GeneratedPage, pageHeader, table } from '../page.ts';

interface Table {
  readonly $package: string;
  readonly $rows: Readonly<Record<string, ErrorRow>>;
}

const INTRO =
  'Every error that Maximus names, from the table of its package. A code is stable: recognise an error by it, never by ' +
  'its message. `HTTP` is the status where an error reaches the API.';

/** Every error table of the tree on one page. */
export const errorsPage: GeneratedPage = {
  path: 'docs/reference/errors.md',
  async render(tree) {
    const tables = await readTables(tree);
    const parts = tables.map(({ $package, $rows }) => {
      const rows = Object.entries($rows).map(([reason, row]) => [
        `\`${$package}.${reason}\``,
        String(row.http),
        row.retryable ? 'yes' : 'no',
        row.help,
      ]);
      return `## ${$package}\n\n${table(['code', 'HTTP', 'worth a retry', 'what to do'], rows)}`;
    });
    return pageHeader('Errors', INTRO) + parts.join('\n');
  },
};

/** The error tables that files named `errors.ts` export, by package name. Two tables of one name are joined. */
async function readTables(tree: Tree): Promise<Table[]> {
  const files = tree.files.filter((path) => /^(packages|services|apps)\/[^/]+\/src\/(.*\/)?errors\.ts$/.test(path));
  const byName = new Map<string, Record<string, ErrorRow>>();
  for (const file of files) {
    const module = (await import(pathToFileURL(join(tree.root, file)).href)) as Record<string, unknown>;
    for (const value of Object.values(module).filter(isTable)) {
      byName.set(value.$package, { ...byName.get(value.$package), ...value.$rows });
    }
  }
  return [...byName].sort(([a], [b]) => (a < b ? -1 : 1)).map(([$package, $rows]) => ({ $package, $rows }));
}

function isTable(value: unknown): value is Table {
  return typeof value === 'object' && value !== null && '$package' in value && '$rows' in value;
}
