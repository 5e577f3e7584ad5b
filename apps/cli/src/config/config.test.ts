import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type SampleWorkspace, sampleWorkspace } from '../testing/sample-workspace.ts';

let workspace: SampleWorkspace;

beforeAll(async () => {
  workspace = await sampleWorkspace();
});
afterAll(() => workspace.dispose());

it('print shows each value with where it comes from', async () => {
  workspace.write('maximus.yaml', 'scan:\n  exposure: internal\n  max_db_age: 3d\n');
  const { code, out } = await workspace.run(['config', 'print', '--db', 'here'], {
    environment: { MAXIMUS_SCAN_FAIL_ON: 'low' },
  });
  expect(code).toBe(0);
  expect(out).toMatch(/^db +".*here" +command line$/m);
  expect(out).toMatch(/^scan\.fail_on +"low" +MAXIMUS_SCAN_FAIL_ON$/m);
  expect(out).toMatch(/^scan\.exposure +"internal" .*maximus\.yaml$/m);
  expect(out).toMatch(/^scan\.reachability +true +default$/m);
  expect(out).toMatch(/^ignore +0 rules +default$/m);
});

it('check says what it read, and lists every fault', async () => {
  workspace.write('good.yaml', 'ignore:\n  - {id: CVE-1, reason: because of it, owner: a, until: 2027-01-01}\n');
  expect((await workspace.run(['config', 'check', '--config', 'good.yaml'])).out).toMatch(
    /good\.yaml: valid, 1 ignore rule\n$/,
  );
  workspace.write('bad.yaml', 'scan:\n  fail_onn: low\n  exposure: everywhere\n');
  const { code, err } = await workspace.run(['config', 'check', '--config', 'bad.yaml']);
  expect(code).toBe(3);
  expect(err).toContain('did you mean "scan.fail_on"?');
  expect(err).toContain('"scan.exposure"');
});

it('a file that is not YAML is refused with its line', async () => {
  workspace.write('torn.yaml', 'scan:\n  fail_on: "low\n');
  const { code, err } = await workspace.run(['config', 'check', '--config', 'torn.yaml']);
  expect(code).toBe(3);
  expect(err).toMatch(/torn\.yaml:\d+: not valid YAML/);
});

it('a bomb of aliases is refused, not expanded', async () => {
  const rows = Array.from(
    { length: 12 },
    (_, at) => `a${at + 1}: &a${at + 1} [${Array(9).fill(`*a${at}`).join(', ')}]`,
  );
  workspace.write('bomb.yaml', `a0: &a0 [x]\n${rows.join('\n')}\n`);
  const { code } = await workspace.run(['config', 'check', '--config', 'bomb.yaml']);
  expect(code).not.toBe(0);
});

it('a file that was named and is not there is a usage error', async () => {
  const { code, err } = await workspace.run(['scan', 'npm-shop', '--config', 'nowhere.yaml']);
  expect(code).toBe(3);
  expect(err).toContain('nowhere.yaml: cannot be read');
  expect(err).toContain('[kernel.config_unreadable]');
});

it('docs writes every key of the schema', async () => {
  const { out } = await workspace.run(['config', 'docs']);
  for (const key of ['scan.fail_on', 'feeds.osv_url', 'MAXIMUS_FEEDS_CA_FILE', 'until']) expect(out).toContain(key);
  const page = readFileSync(resolve(import.meta.dirname, '../../../../docs/reference/configuration.md'), 'utf8');
  for (const [key] of page.matchAll(/`(?:scan|feeds)\.[a-z_]+`/g)) expect(out).toContain(key);
});

it('the index lies in the cache folder where nobody names one', async () => {
  const { out } = await workspace.run(['config', 'print', '--config', 'good.yaml'], {
    environment: { XDG_CACHE_HOME: join(workspace.root, 'cache') },
  });
  expect(out).toContain(join(workspace.root, 'cache', 'maximus', 'db'));
  const relative = await workspace.run(['scan', 'npm-shop', '--config', 'good.yaml'], {
    environment: { XDG_CACHE_HOME: 'relative' },
  });
  expect(relative.err).not.toContain(join(workspace.root, 'relative'));
});
