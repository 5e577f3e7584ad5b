import { expect, it } from 'vitest';
import { hostileFinding, hostileTexts, sampleFinding, sampleReport } from '../../testing/sample-report.ts';
import { write } from './write.ts';

const now = Date.parse('2026-08-17T13:14:15Z');
const vex = (...args: Parameters<typeof sampleReport>) => JSON.parse(write(sampleReport(...args), { now }));
const rule = { reason: 'we accept it', owner: 'anna', until: '2026-12-01', index: 0 };
const statements = ['vulnerability', 'products', 'status', 'status_notes', 'justification', 'action_statement'];

it('holds only what OpenVEX 0.2.0 knows, and what each status needs, whatever the texts are', () => {
  for (const text of hostileTexts) {
    const ignored = [{ finding: hostileFinding(text), rule: { ...rule, reason: text } }];
    const document = vex([hostileFinding(text), sampleFinding({ confidence: 'low' })], { ignored });
    expect(Object.keys(document).sort()).toEqual(
      ['@context', '@id', 'author', 'role', 'statements', 'timestamp', 'tooling', 'version'].sort(),
    );
    expect(document['@id']).toMatch(/^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(document.timestamp).toBe('2026-08-17T00:00:00Z');
    for (const statement of document.statements) {
      expect(statements).toEqual(expect.arrayContaining(Object.keys(statement)));
      if (statement.status === 'affected') expect(statement.action_statement).toBeTruthy();
      if (statement.status === 'not_affected') expect(statement.justification).toBeTruthy();
      for (const product of statement.products)
        if ('@id' in product) expect(() => new URL(product['@id'])).not.toThrow();
    }
  }
});

it('says what to do', () => {
  expect(vex([sampleFinding()]).statements).toEqual([
    {
      vulnerability: {
        name: 'CVE-2021-23337',
        description: 'Command injection through the template function',
        aliases: ['GHSA-35jh-r3h4-6jhm'],
      },
      products: [{ '@id': 'pkg:npm/lodash@4.17.15', identifiers: { purl: 'pkg:npm/lodash@4.17.15' } }],
      status: 'affected',
      status_notes: 'GHSA-35jh-r3h4-6jhm: 4.17.15 is below 4.17.21, where it is fixed',
      action_statement: 'upgrade to 4.17.21 (upgrade the parent that brings it)',
    },
  ]);
});

it('calls a match by name only under investigation', () => {
  expect(vex([sampleFinding({ confidence: 'low' })]).statements[0].status).toBe('under_investigation');
});

it('says not_affected only with a justification', () => {
  const status = (reason: string) =>
    vex([], { ignored: [{ finding: sampleFinding(), rule: { ...rule, reason } }] }).statements[0];
  expect(status('we accept it').status).toBe('affected');
  expect(status('component_not_present: built without it')).toMatchObject({
    status: 'not_affected',
    justification: 'component_not_present',
  });
});
