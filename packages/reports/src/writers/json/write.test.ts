import { ScanReport } from '@maximus/contracts';
import { expect, it } from 'vitest';
import { sampleFinding, sampleIncomplete, sampleReport } from '../../testing/sample-report.ts';
import { write } from './write.ts';

it('writes what the published schema takes, and nothing is lost', () => {
  const report = sampleReport([sampleFinding()], { incomplete: [sampleIncomplete] });
  expect(ScanReport.parse(JSON.parse(write(report)))).toEqual(report);
});
