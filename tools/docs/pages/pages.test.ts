import { resolve } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';
import { memoryTree, openTree } from '../../house/tree.ts';
import { architectureDiagram } from './architecture.ts';
import { errorsPage } from './errors.ts';
import { scanReportSchema } from './scan-report-schema.ts';

const manifest = (name: string) => JSON.stringify({ name: `@maximus/${name}` });

test('the diagram leaves out edges that a longer path implies', async () => {
  const drawn = await architectureDiagram.render(
    memoryTree({
      'apps/cli/package.json': manifest('cli'),
      'packages/matching/package.json': manifest('matching'),
      'packages/kernel/package.json': manifest('kernel'),
      'apps/cli/src/a.ts': `import '@maximus/matching'; import '@maximus/kernel';`,
      'packages/matching/src/a.ts': `import '@maximus/kernel';`,
    }),
  );
  expect(drawn).toContain('  cli --> matching\n  matching --> kernel\n');
  expect(drawn).toContain('apps/cli           → kernel matching\n');
});

test('the schema of the report is valid JSON Schema', async () => {
  const schema = JSON.parse(await scanReportSchema.render(memoryTree({})));
  expect(() => new Ajv2020({ strict: false, validateFormats: false }).compile(schema)).not.toThrow();
});

test('every row of every error table is on the page', async () => {
  const page = await errorsPage.render(openTree(resolve(import.meta.dirname, '../../..')));
  const { errors } = await import('../../../packages/inventory/src/errors.ts');
  for (const [reason, row] of Object.entries(errors.$rows)) {
    expect(page).toContain(`\`inventory.${reason}\``);
    expect(page).toContain(row.help.replaceAll('|', '\\|'));
  }
});

test('every table of metrics is where the page looks for it', () => {
  const tree = openTree(resolve(import.meta.dirname, '../../..'));
  const declaring = tree.files.filter(
    (path) => /^(packages|services|apps)\/.*\.ts$/.test(path) && !/\.test\.ts$|\/metrics\/table\.ts$/.test(path),
  );
  const elsewhere = declaring.filter(
    (path) => /\bdefineMetrics\(\s*'/.test(tree.text(path)) && !/^[^/]+\/[^/]+\/src\/metrics\.ts$/.test(path),
  );
  expect(elsewhere.filter((path) => !path.startsWith('packages/observability/src/metrics/'))).toEqual([]);
});
