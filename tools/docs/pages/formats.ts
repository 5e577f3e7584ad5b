import type { InventoryFormat } from '../../../packages/inventory/src/types.ts';
import { type GeneratedPage, pageHeader, table } from '../page.ts';

const INTRO =
  'Every file that the inventory reads. A known file that it does not read is listed as unsupported in the report, never ' +
  'skipped in silence. See [how to add one](../guides/adding-a-lock-file-format.md).';

async function readFormats(): Promise<readonly InventoryFormat[]> {
  const { formats } = await import('../../../packages/inventory/src/registry.ts');
  return formats;
}

/** Every inventory format with its files, from the registry. */
export const formatsPage: GeneratedPage = {
  path: 'docs/reference/formats.md',
  async render() {
    const rows = (await readFormats()).map((format) => [
      `\`${format.id}\``,
      format.files.map((file) => `\`${file}\``).join(', '),
      format.kind,
      format.ecosystems.join(', '),
      format.description,
    ]);
    return pageHeader('Formats', INTRO) + table(['id', 'files', 'kind', 'ecosystems', 'what it is'], rows);
  },
};

/** What the front page says that is covered: files by ecosystem. */
export const coverageRegion: GeneratedPage = {
  path: 'README.md',
  region: 'coverage',
  async render() {
    const byEcosystem = new Map<string, Set<string>>();
    for (const format of await readFormats()) {
      const key =
        format.ecosystems.length === 1 ? (format.ecosystems[0] ?? '') : format.kind === 'sbom' ? 'SBOM' : 'several';
      const files = byEcosystem.get(key) ?? new Set();
      for (const file of format.files) files.add(`\`${file}\``);
      byEcosystem.set(key, files);
    }
    const rows = [...byEcosystem]
      .sort(([a], [b]) => a.localeCompare(b, 'en'))
      .map(([id, files]) => [id, [...files].join(', ')]);
    return table(['ecosystem', 'files'], rows);
  },
};
