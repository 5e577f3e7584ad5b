import type { GeneratedPage } from '../page.ts';

/** The JSON Schema (2020-12) of `maximus scan --format json`, from the same zod object that the types come from. */
export const scanReportSchema: GeneratedPage = {
  path: 'docs/reference/scan-report.schema.json',
  async render() {
    const { toJSONSchema } = await import('zod');
    const { ScanReport } = await import('../../../packages/contracts/src/index.ts');
    const schema = toJSONSchema(ScanReport, { target: 'draft-2020-12', io: 'output', reused: 'ref' });
    const named = { $id: 'maximus.scan-report/1', title: 'Maximus scan report, version 1', ...schema };
    return `${JSON.stringify(named, null, 2)}\n`;
  },
};
