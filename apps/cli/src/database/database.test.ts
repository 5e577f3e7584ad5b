import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FeedServer } from '@maximus/advisories/testing';
import { frozenClock } from '@maximus/kernel';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type SampleWorkspace, sampleWorkspace } from '../testing/sample-workspace.ts';

let workspace: SampleWorkspace;

beforeAll(async () => {
  workspace = await sampleWorkspace();
});
afterAll(() => workspace.dispose());

function record(id: string, name: string) {
  const ranges = [{ type: 'SEMVER', events: [{ introduced: '0' }, { fixed: '2.0.0' }] }];
  return { id, modified: '2026-11-01T00:00:00Z', affected: [{ package: { ecosystem: 'npm', name }, ranges }] };
}

describe('db build', () => {
  it('says what it made, in words or as JSON', async () => {
    workspace.write('records/T-1.json', JSON.stringify(record('T-1', 'a')));
    const { code, out } = await workspace.run(['db', 'build', '--from', 'records', '--db', 'built']);
    expect(code).toBe(0);
    expect(out).toMatch(/^1 advisories in .*0 KEV, 0 EPSS\nindex: .*built\n$/);
    const json = await workspace.run(['db', 'build', '--from', 'records', '--db', 'built', '-f', 'json']);
    expect(JSON.parse(json.out)).toMatchObject({ records: 1, quarantinedCount: 0 });
  });

  it('names what it had to leave out', async () => {
    const rows = [record('T-1', 'a'), ...Array.from({ length: 12 }, (_, at) => ({ id: `T-bad-${at}`, affected: 7 }))];
    workspace.write('lines.jsonl', rows.map((row) => JSON.stringify(row)).join('\n'));
    const { code, out } = await workspace.run(['db', 'build', '--from', 'lines.jsonl', '--db', 'lossy']);
    expect(code).toBe(0);
    expect(out).toContain('12 records were quarantined:');
    expect(out).toMatch(/lines\.jsonl:2: /);
    expect(out).toContain('and 2 more; --format json lists them');
    expect((await workspace.run(['db', 'status', '--db', 'lossy'])).out).toContain('12 records were quarantined:');
  });

  it.each([
    [['db', 'build', '--db', 'x'], '--from PATH is missing'],
    [['db', 'build', '--from', 'nowhere', '--db', 'x'], 'nowhere'],
    [['db', 'import', '--db', 'x'], 'FILE is missing'],
    [['db', 'export'], '--output PATH is missing'],
  ])('%j exits 3 and says why', async (argv, says) => {
    const { code, err } = await workspace.run(argv);
    expect(code).toBe(3);
    expect(err).toContain(says);
  });
});

describe('db status', () => {
  it('tells age, ecosystems, sources and digest', async () => {
    const { code, out } = await workspace.run(['db', 'status']);
    expect(code).toBe(0);
    expect(out).toMatch(/advisories +80 \(/);
    expect(out).toMatch(/ {2}npm +\d+/);
    expect(out).toContain('0 days old');
    expect(JSON.parse((await workspace.run(['db', 'status', '-f', 'json'])).out)).toMatchObject({
      manifest: { records: 80 },
      locked: false,
    });
  });

  it('exits 2 for an index that scans will call stale, 4 for none', async () => {
    const later = await workspace.run(['db', 'status'], { clock: frozenClock('2026-12-24T00:00:00Z') });
    expect(later.code).toBe(2);
    expect(later.out).toContain('STALE');
    expect((await workspace.run(['db', 'status', '--db', 'nowhere'])).code).toBe(4);
  });
});

describe('db verify', () => {
  it('reads everything again, and exits 5 when a byte differs', async () => {
    const { code, out } = await workspace.run(['db', 'verify']);
    expect(code).toBe(0);
    expect(out).toMatch(/^verified: 80 advisories, \d+ packages in .* digest [0-9a-f]+\n$/);
    await workspace.run(['db', 'build', '--from', 'records', '--db', 'bent', '-q']);
    const folder = join(workspace.root, 'bent');
    const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    const [largest] = files
      .map((entry) => join(entry.parentPath, entry.name))
      .filter((file) => !file.endsWith('.json'))
      .sort((a, b) => statSync(b).size - statSync(a).size);
    const bytes = readFileSync(largest ?? '');
    bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 0xff;
    writeFileSync(largest ?? '', bytes);
    const bent = await workspace.run(['db', 'verify', '--db', 'bent']);
    expect(bent.code).toBe(5);
    expect(bent.out).toContain('NOT VERIFIED');
    expect(bent.err).toContain('fault  ');
  });

  it('exits 4 where there is nothing to verify', async () => {
    expect((await workspace.run(['db', 'verify', '--db', 'nowhere'])).code).toBe(4);
  });
});

describe('db export and db import', () => {
  it.each(['copy.zip', 'copy-folder'])('carry the whole index over in %s, with the same digest', async (name) => {
    const exported = await workspace.run(['db', 'export', '--output', name]);
    expect([exported.code, exported.out]).toEqual([0, `80 advisories in ${name}\n`]);
    expect((await workspace.run(['db', 'import', name, '--db', `from-${name}`])).code).toBe(0);
    const digest = async (db: string) =>
      JSON.parse((await workspace.run(['db', 'status', '-f', 'json', '--db', db])).out).manifest.digest;
    expect(await digest(`from-${name}`)).toBe(await digest(workspace.db));
    const { out } = await workspace.run(['scan', 'npm-shop', '-f', 'json']);
    const again = await workspace.run(['scan', 'npm-shop', '-f', 'json', '--db', `from-${name}`]);
    expect(JSON.parse(again.out).findings).toEqual(JSON.parse(out).findings);
  });

  it('an export of no index exits 4', async () => {
    expect((await workspace.run(['db', 'export', '-o', 'x.zip', '--db', 'nowhere'])).code).toBe(4);
  });
});

describe('db update', () => {
  const server = new FeedServer();
  let address = '';

  beforeAll(async () => {
    address = await server.start();
    await server.publish('npm', [record('T-1', 'a'), record('T-2', 'b')]);
    server.publishKev({ catalogVersion: '1', vulnerabilities: [{ cveID: 'CVE-2026-0001', dateAdded: '2026-01-01' }] });
    server.publishEpss(
      '#model_version:v1,score_date:2026-11-19T00:00:00+0000\ncve,epss,percentile\nCVE-2026-0001,0.5,0.9\n',
    );
  });
  afterAll(() => server.stop());

  const update = (...argv: string[]) => {
    const feeds = `feeds:\n  osv_url: ${address}/osv\n  kev_url: ${address}/kev.json\n  epss_url: ${address}/epss.csv.gz\n`;
    workspace.write('feeds.yaml', feeds);
    return workspace.run(['db', 'update', '--config', 'feeds.yaml', '--db', 'updated', '-e', 'npm', ...argv]);
  };

  it('fetches what the settings name, then says that nothing is new', async () => {
    const first = await update();
    expect(first.err).toBe('');
    expect(first.code).toBe(0);
    expect(first.out).toMatch(/npm +updated +2 records/);
    expect(first.out).toMatch(/index: .*updated, generation 1/);
    const second = await update();
    expect(second.code).toBe(0);
    expect(second.out).toMatch(/npm +nothing new/);
    expect((await update('--quiet')).out).toBe('');
  });

  it('keeps what it has when a feed is down, says so, and exits 2', async () => {
    const kev = server.files.get('/kev.json');
    server.files.delete('/kev.json');
    const { code, out, err } = await update();
    expect(code).toBe(2);
    expect(out).toMatch(/(FAILED|DEGRADED)/);
    expect(err).toContain('[advisories.feed_');
    expect((await workspace.run(['db', 'status', '--db', 'updated'])).out).toMatch(/advisories +2 /);
    if (kev !== undefined) server.files.set('/kev.json', kev);
    expect((await update()).code).toBe(0);
  });

  it('goes through the proxy that the environment names', async () => {
    const { code } = await workspace.run(['db', 'update', '--config', 'feeds.yaml', '--db', 'proxied', '-e', 'npm'], {
      environment: { http_proxy: address, no_proxy: '127.0.0.1' },
    });
    expect(code).toBe(0);
  });

  it('refuses a certificate file that is not there, and an address that is none', async () => {
    workspace.write('ca.yaml', `feeds:\n  osv_url: ${address}/osv\n  ca_file: nowhere.pem\n`);
    const absent = await workspace.run(['db', 'update', '--config', 'ca.yaml', '--db', 'x']);
    expect(absent.code).toBe(3);
    expect(absent.err).toContain('nowhere.pem cannot be read');
    workspace.write('bad.yaml', 'feeds:\n  osv_url: not an address\n');
    const bad = await workspace.run(['db', 'update', '--config', 'bad.yaml', '--db', 'x']);
    expect(bad.code).toBe(3);
    expect(bad.err).toContain('feeds.osv_url');
  });
});

describe('progress', () => {
  it('is drawn on a terminal and gone at the end', async () => {
    const drawn: string[] = [];
    let now = Date.parse('2026-11-20T12:00:00Z');
    const clock = { now: () => (now += 1_000) };
    const err = { write: (text: string) => void drawn.push(text), isTerminal: true, columns: 80 };
    const argv = ['db', 'build', '--from', 'records', '--db', 'slow'];
    expect((await workspace.run(argv, { err, clock: { ...frozenClock(now), ...clock } })).code).toBe(0);
    expect(drawn.join('')).toContain('reading');
    expect(drawn.at(-1)).toBe('\r\u001b[2K');
  });
});
