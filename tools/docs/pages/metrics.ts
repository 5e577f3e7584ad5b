import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { MetricsTable } from '../../../packages/observability/src/metrics/table.ts';
import type { Tree } from '../../house/tree.ts';
import { type GeneratedPage, pageHeader, table } from '../page.ts';

const INTRO =
  'Every metric of the server, from the table of its package. `/metrics` shows them on the main port for tokens with ' +
  '`metrics:read` and, without log-in, on the loopback listener of `metrics.port`. Names are ' +
  '`maximus_<service>_<component>_<metric>_<unit>`; where the values of all labels are listed, every series exists at ' +
  'zero from the start. All carry `service` and `environment`.';

/** Every metrics table of the tree on one page; a name that two tables declare fails it. */
export const metricsPage: GeneratedPage = {
  path: 'docs/reference/metrics.md',
  async render(tree) {
    const sections = new Map<string, string[][]>();
    const owners = new Map<string, string>();
    for (const { folder, declared } of await readTables(tree)) {
      const rows = sections.get(folder) ?? [];
      sections.set(folder, rows);
      for (const [key, row] of Object.entries(declared.$rows)) {
        const name = `maximus_${declared.$service}_${key}`;
        const owner = owners.get(name);
        if (owner !== undefined) throw new Error(`${name} is declared by ${owner} and by ${folder}`);
        owners.set(name, folder);
        const buckets = row.buckets === undefined ? '' : ` Buckets: ${row.buckets.join(', ')}.`;
        rows.push([`\`${name}\``, row.type, labelsOf(row.labels), row.help + buckets]);
      }
    }
    const parts = [...sections].map(
      ([folder, rows]) => `## ${folder}\n\n${table(['name', 'type', 'labels', 'meaning'], rows)}`,
    );
    return pageHeader('Metrics', INTRO) + parts.join('\n');
  },
};

function labelsOf(labels: MetricsTable['$rows'][string]['labels']): string {
  if (labels === undefined) return '';
  if (Array.isArray(labels)) return labels.map((label) => `\`${label}\``).join(', ');
  return Object.entries(labels as Readonly<Record<string, readonly string[]>>)
    .map(([label, values]) => `\`${label}\`${values.length === 0 ? '' : ` (${values.join(', ')})`}`)
    .join(', ');
}

/** The tables that files named `metrics.ts` export, in the order of their folders. */
async function readTables(tree: Tree): Promise<{ folder: string; declared: MetricsTable }[]> {
  const found: { folder: string; declared: MetricsTable }[] = [];
  for (const file of tree.files
    .filter((path) => /^(packages|services|apps)\/[^/]+\/src\/metrics\.ts$/.test(path))
    .sort()) {
    const module = (await import(pathToFileURL(join(tree.root, file)).href)) as Record<string, unknown>;
    const folder = file.split('/').slice(0, 2).join('/');
    found.push(
      ...Object.values(module)
        .filter(isTable)
        .map((declared) => ({ folder, declared })),
    );
  }
  return found;
}

function isTable(value: unknown): value is MetricsTable {
  return typeof value === 'object' && value !== null && '$service' in value && '$rows' in value;
}
