import { expect, it } from 'vitest';
import { cyclonedxFaults } from '../../testing/cyclonedx-schema.ts';
import {
  hostileFinding,
  hostileTexts,
  sampleFinding,
  sampleIncomplete,
  sampleReport,
} from '../../testing/sample-report.ts';
import { write } from './write.ts';

const now = Date.parse('2026-08-17T13:14:15Z');
const bom = (...args: Parameters<typeof sampleReport>) => JSON.parse(write(sampleReport(...args), { now }));
const rule = { reason: 'we accept it', owner: 'anna', until: '2026-12-01', index: 0 };

it('follows the schema of CycloneDX 1.6, whatever the texts are', () => {
  const ignored = [{ finding: sampleFinding(), rule }];
  expect(cyclonedxFaults(bom([sampleFinding()], { ignored, incomplete: [sampleIncomplete] }))).toEqual([]);
  expect(cyclonedxFaults(bom([]))).toEqual([]);
  for (const text of hostileTexts) expect([text, cyclonedxFaults(bom([hostileFinding(text)]))]).toEqual([text, []]);
});

it('says what is affected, how bad it is and where to read more', () => {
  const [flaw] = bom([sampleFinding()]).vulnerabilities;
  expect(flaw).toMatchObject({
    id: 'CVE-2021-23337',
    references: [{ id: 'GHSA-35jh-r3h4-6jhm' }],
    ratings: [
      { score: 7.2, severity: 'high', method: 'CVSSv31', vector: 'CVSS:3.1/AV:N/AC:L/PR:H/UI:N/S:U/C:H/I:H/A:H' },
    ],
    cwes: [94],
    affects: [{ ref: 'pkg:npm/lodash@4.17.15', versions: [{ version: '4.17.15', status: 'affected' }] }],
    analysis: { state: 'in_triage' },
  });
});

it('never says not_affected without a justification', () => {
  const states = (reason: string) =>
    bom([], { ignored: [{ finding: sampleFinding(), rule: { ...rule, reason } }] }).vulnerabilities[0].analysis;
  expect(states('we accept it')).toMatchObject({ state: 'in_triage', response: ['will_not_fix'] });
  expect(states('not_affected: trust me').state).toBe('in_triage');
  expect(states('constructor: x').state).toBe('in_triage');
  expect(states('vulnerable_code_not_in_execute_path: only its CLI is used')).toMatchObject({
    state: 'not_affected',
    justification: 'code_not_reachable',
  });
});

it('keeps what is ignored in one place apart from what stands elsewhere', () => {
  const both = bom([sampleFinding()], { ignored: [{ finding: sampleFinding(), rule }] });
  expect(both.vulnerabilities).toHaveLength(2);
  expect(new Set(both.vulnerabilities.map((each: Record<string, string>) => each['bom-ref'])).size).toBe(2);
  expect(both.components).toHaveLength(1);
});

it('names in the metadata what could not be checked', () => {
  const { metadata, compositions } = bom([], { incomplete: [sampleIncomplete] });
  expect(metadata.properties).toContainEqual({
    name: 'maximus:could-not-check:file',
    value: 'api/poetry.lock: not valid TOML',
  });
  expect(compositions).toEqual([{ aggregate: 'incomplete' }]);
});
