import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { frozenClock } from '@maximus/kernel';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type SampleWorkspace, sampleWorkspace } from '../testing/sample-workspace.ts';

let workspace: SampleWorkspace;

beforeAll(async () => {
  workspace = await sampleWorkspace();
  workspace.write('low/package-lock.json', lockOf('send', '0.17.1'));
  workspace.write('medium/package-lock.json', lockOf('express', '4.17.1'));
  workspace.write('clean/package-lock.json', lockOf('left-pad', '1.3.0'));
  workspace.write('broken/package-lock.json', '{ "lockfileVersion": 3, "packages": {');
  for (let at = 0; at < 14; at++) workspace.write(`many/p${at}/package-lock.json`, `{ "n": ${at}`);
});
afterAll(() => workspace.dispose());

function lockOf(name: string, version: string): string {
  return JSON.stringify({
    name: 'p',
    version: '1.0.0',
    lockfileVersion: 3,
    packages: {
      '': { name: 'p', version: '1.0.0', dependencies: { [name]: version } },
      [`node_modules/${name}`]: { version },
    },
  });
}

describe('the table', () => {
  it('names packages, flaws, fixes, deadlines and the verdict', async () => {
    const { code, out, err } = await workspace.run(['scan', 'npm-shop']);
    expect(code).toBe(1);
    expect(err).toBe('');
    for (const part of ['minimist 1.2.5 → 1.2.6', 'CVE-2021-44906', 'within 3 days', 'via express@4.17.1']) {
      expect(out).toContain(part);
    }
    expect(out.trimEnd().split('\n').at(-1)).toBe('FAILED  findings at or above high  exit 1');
  });

  const tooWide = async (project: string) =>
    (await workspace.run(['scan', project])).out.split('\n').filter((line) => [...line].length > 80);
  const projects = [['npm-shop'], ['python-notes'], ['go-gateway'], ['broken'], ['many']];

  it.each(projects)('%s fits 80 columns when it is piped', async (project) => {
    expect(await tooWide(project)).toEqual([]);
  });

  it('fits a terminal of another width, and is never wider than 120', async () => {
    const sink = (columns: number, lines: string[]) => ({
      out: { write: (text: string) => void lines.push(...text.split('\n')), isTerminal: true, columns },
      environment: { MAXIMUS_DB: workspace.db, NO_COLOR: '1' },
    });
    for (const [columns, most] of [
      [100, 100],
      [300, 120],
    ] as const) {
      const lines: string[] = [];
      await workspace.run(['scan', 'npm-shop'], sink(columns, lines));
      expect(Math.max(...lines.map((line) => [...line].length))).toBeLessThanOrEqual(most);
      expect(lines.some((line) => [...line].length === most)).toBe(true);
    }
  });

  it('is coloured on a terminal only, unless a variable says otherwise', async () => {
    const coloured = async (isTerminal: boolean, variables: Record<string, string>) => {
      let text = '';
      const write = (part: string) => {
        text += part;
      };
      const environment = { MAXIMUS_DB: workspace.db, ...variables };
      await workspace.run(['scan', 'npm-shop'], { out: { write, isTerminal, columns: 80 }, environment });
      return text.includes('\u001b[');
    };
    expect(await coloured(false, {})).toBe(false);
    expect(await coloured(true, {})).toBe(true);
    expect(await coloured(true, { NO_COLOR: '1' })).toBe(false);
    expect(await coloured(false, { FORCE_COLOR: '1' })).toBe(true);
  });

  it('gives every reason, path and reference with --details', async () => {
    const { out } = await workspace.run(['scan', 'npm-shop', '--details']);
    expect(out).toContain('also GHSA-xvch-5gv4-984h');
    expect(out).toContain('at package-lock.json:');
    expect(out).not.toContain('more:');
  });

  it('says how much was compared where nothing is known', async () => {
    const { code, out } = await workspace.run(['scan', 'clean']);
    expect(code).toBe(0);
    expect(out).toMatch(/PASSED {2}no known vulnerability: 1 packages? against 80 advisories {2}exit 0/);
  });

  it('lists what could not be checked, with what to do, and does not pass', async () => {
    const { code, out } = await workspace.run(['scan', 'broken']);
    expect(code).toBe(2);
    expect(out).toContain('Could not check (');
    expect(out).toContain('package-lock.json');
    expect(out).toMatch(/INCOMPLETE {2}.*this is not a pass {2}exit 2/);
    const accepted = await workspace.run(['scan', 'broken', '--allow-incomplete']);
    expect(accepted.code).toBe(0);
    expect(accepted.out).toContain('only as far as it could be checked');
    expect(accepted.out).toContain('Could not check (');
  });

  it('names the file once more for several roots, and counts what is left out of the list', async () => {
    const { out } = await workspace.run(['scan', 'many']);
    expect(out).toContain('and 2 more; --details lists them all');
    const two = await workspace.scan(['npm-shop/', 'low']);
    expect(two.report.files.map(({ path }) => path)).toEqual(
      expect.arrayContaining(['npm-shop/package-lock.json', 'low/package-lock.json']),
    );
  });
});

describe('the gate', () => {
  it.each([
    ['npm-shop', 'critical', 1],
    ['npm-shop', 'kev', 1],
    ['npm-shop', 'none', 0],
    ['medium', 'critical', 0],
    ['medium', 'high', 0],
    ['medium', 'medium', 1],
    ['medium', 'low', 1],
    ['medium', 'kev', 0],
    ['low', 'medium', 0],
    ['low', 'low', 1],
  ])('%s with --fail-on %s exits %i', async (project, level, exit) => {
    const { code, report } = await workspace.scan([project, '--fail-on', level]);
    expect(code).toBe(exit);
    expect(report.exit_code).toBe(exit);
    expect(report.findings.length).toBeGreaterThan(0);
  });

  it('says which findings passed it', async () => {
    expect((await workspace.run(['scan', 'medium'])).out).toContain('PASSED  nothing at or above high  exit 0');
    const { out } = await workspace.run(['scan', 'npm-shop', '--fail-on', 'kev']);
    expect(out).toContain('FAILED  findings known to be exploited  exit 1');
  });

  it('holds back what is less sure with --min-confidence, and counts it', async () => {
    workspace.write('loose/package.json', JSON.stringify({ name: 'p', dependencies: { minimist: '^1.2.0' } }));
    const all = await workspace.scan(['loose', '--allow-incomplete']);
    const sure = await workspace.scan(['loose', '--allow-incomplete', '--min-confidence', 'high']);
    expect(all.report.findings.length).toBeGreaterThan(0);
    expect(sure.report.findings).toEqual([]);
    expect(sure.report.summary.filtered).toBe(all.report.findings.length);
    const { out } = await workspace.run(['scan', 'loose', '--min-confidence', 'high']);
    expect(out).toContain('below high confidence');
  });

  it('cannot pass with a stale index', async () => {
    const clock = frozenClock('2026-12-20T12:00:00Z');
    const { code, report } = await workspace.scan(['clean'], { clock });
    expect(code).toBe(2);
    expect(report.check_state).toBe('stale');
    expect(report.incomplete[0]?.code).toBe('scanning.database_stale');
    expect((await workspace.scan(['clean', '--max-db-age', '60d'], { clock })).code).toBe(0);
  });

  it('exits 3 for a folder that is not there, and for an age that is none', async () => {
    const missing = await workspace.run(['scan', 'nowhere']);
    expect(missing.code).toBe(3);
    expect(missing.err).toContain('[scanning.path_missing]');
    expect((await workspace.run(['scan', '--max-db-age', 'soon'])).code).toBe(3);
  });

  it('says that a folder without any lock file was not checked', async () => {
    workspace.write('empty/readme.txt', 'nothing');
    const { code, report } = await workspace.scan(['empty']);
    expect(code).toBe(2);
    expect(report.incomplete[0]?.code).toBe('scanning.nothing_found');
  });

  it('shows how far the data of the index reach, beside the day of its build', async () => {
    const { out } = await workspace.run(['scan', 'npm-shop']);
    expect(out.replace(/\s+/g, ' ')).toMatch(/\(index of 20 Nov 2026, data to \d+ \w+ 20\d\d\)/);
  });

  it('exits 4 for an index that is damaged', async () => {
    workspace.write('damaged/current.json', '{"generation":');
    const { code, err, out } = await workspace.run(['scan', 'clean', '--db', 'damaged']);
    expect(code).toBe(4);
    expect(err).toContain('[advisories.database_unusable]');
    expect(out).toBe('');
  });
});

describe('formats', () => {
  const schemaFile = resolve(import.meta.dirname, '../../../../docs/reference/scan-report.schema.json');

  it('writes JSON that its published schema accepts, the same bytes in two runs', async () => {
    const schema = JSON.parse(readFileSync(schemaFile, 'utf8')) as object;
    const validate = new Ajv2020({ strict: false, validateFormats: false }).compile(schema);
    for (const project of ['npm-shop', 'python-notes', 'go-gateway', 'broken', 'clean', '.']) {
      const first = await workspace.run(['scan', project, '-f', 'json']);
      const second = await workspace.run(['scan', project, '-f', 'json']);
      expect(second.out).toBe(first.out);
      expect(validate(JSON.parse(first.out)), JSON.stringify(validate.errors)).toBe(true);
    }
  });

  it.each([
    ['sarif', (text: string) => expect(JSON.parse(text)).toMatchObject({ version: '2.1.0' })],
    ['cyclonedx-vex', (text: string) => expect(JSON.parse(text)).toMatchObject({ bomFormat: 'CycloneDX' })],
    ['openvex', (text: string) => expect(JSON.parse(text)['@context']).toMatch(/openvex/)],
    ['markdown', (text: string) => expect(text).toMatch(/^## Maximus: Failed/)],
    ['html', (text: string) => expect(text).toMatch(/^<!doctype html>/i)],
  ] as const)('writes %s with every flaw in it', async (format, check) => {
    const { report } = await workspace.scan(['npm-shop']);
    const { code, out } = await workspace.run(['scan', 'npm-shop', '--format', format]);
    expect(code).toBe(1);
    check(out);
    for (const { primary_id } of report.findings) expect(out).toContain(primary_id);
  });

  it('writes to a file through a neighbour, and the verdict to standard error', async () => {
    const { code, out, err } = await workspace.run(['scan', 'npm-shop', '-f', 'json', '-o', 'out/report.json']);
    expect([code, out]).toEqual([3, '']);
    expect(err).toContain('[cli.output_failed]');
    workspace.write('out/report.json', 'old');
    const written = await workspace.run(['scan', 'npm-shop', '-f', 'json', '-o', 'out/report.json']);
    expect([written.code, written.out]).toEqual([1, '']);
    expect(written.err).toContain('written to out/report.json');
    expect(JSON.parse(workspace.read('out/report.json'))).toHaveProperty('findings');
    expect(readdirSync(`${workspace.root}/out`)).toEqual(['report.json']);
    const quiet = await workspace.run(['scan', 'npm-shop', '-q', '-f', 'json', '-o', 'out/report.json']);
    expect([quiet.code, quiet.err]).toEqual([1, '']);
  });
});

describe('reachability', () => {
  it('looks for imports, and does not with --no-reachability', async () => {
    const states = async (...flags: string[]) =>
      (await workspace.scan(['npm-shop', ...flags])).report.findings.map(
        ({ package: { name }, reachability }) => `${name} ${reachability.state}`,
      );
    const looked = await states();
    expect(looked).toContain('minimist reachable');
    expect(looked).toContain('systeminformation imported');
    expect(looked).toContain('axios not_imported');
    expect(new Set((await states('--no-reachability')).map((line) => line.split(' ')[1]))).toEqual(
      new Set(['unknown']),
    );
  });
});

describe('a baseline', () => {
  it('lets only what is new fail', async () => {
    await workspace.run(['scan', 'npm-shop', '-f', 'json', '-o', 'base.json']);
    const same = await workspace.scan(['npm-shop', '--baseline', 'base.json']);
    expect(same.code).toBe(0);
    expect(same.report.summary.new_findings).toBe(0);
    expect(same.report.findings.length).toBeGreaterThan(0);
    await workspace.run(['scan', 'medium', '-f', 'sarif', '-o', 'base.sarif']);
    const grown = await workspace.run(['scan', 'npm-shop', '--baseline', 'base.sarif']);
    expect(grown.code).toBe(1);
    expect(grown.out).toContain('new findings since the baseline at or above high');
  });

  it.each([
    ['absent.json', undefined, '[cli.missing_argument]'],
    ['bad.json', '{"hello": 1}', '[reports.'],
  ])('is refused before the scan where it cannot be used: %s', async (file, content, code) => {
    if (content !== undefined) workspace.write(file, content);
    const done = await workspace.run(['scan', 'npm-shop', '--baseline', file]);
    expect([done.code, done.out]).toEqual([3, '']);
    expect(done.err).toContain(code);
  });
});
