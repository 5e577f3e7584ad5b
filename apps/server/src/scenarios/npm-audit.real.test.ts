import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { advisory } from '@maximus/oraculo/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ask, type OpenOraculo, openOraculo } from '../testing/open-oraculo.ts';

const document = (name: string, versions: readonly string[], dependencies: object = {}) => ({
  name,
  'dist-tags': { latest: versions.at(-1) },
  versions: Object.fromEntries(versions.map((version) => [version, { name, version, dependencies, dist: {} }])),
});

/** A registry with a few packages, as the upstream of the proxy. */
const documents: Readonly<Record<string, object>> = {
  '/mirror/wrapper': document('wrapper', ['1.0.0'], { lodash: '4.17.20' }),
  '/mirror/lodash': document('lodash', ['4.17.20', '4.17.21']),
};
const registryRequests: string[] = [];
const registry = createServer((request, response) => {
  registryRequests.push(request.url ?? '');
  const known = documents[request.url ?? ''];
  const isArchive = request.url === '/mirror/@scope%2Fname/-/name-1.0.0.tgz';
  response.writeHead(known !== undefined || isArchive ? 200 : 404, { 'content-type': 'application/json', etag: '"1"' });
  response.end(isArchive ? Buffer.from([1, 2, 3]) : JSON.stringify(known ?? { error: 'Not found' }));
});

const lock = {
  name: 'shop',
  version: '1.0.0',
  lockfileVersion: 3,
  requires: true,
  packages: {
    '': { name: 'shop', version: '1.0.0', dependencies: { wrapper: '1.0.0', 'left-pad': '1.3.0' } },
    'node_modules/left-pad': { version: '1.3.0' },
    'node_modules/lodash': { version: '4.17.20' },
    'node_modules/wrapper': { version: '1.0.0', dependencies: { lodash: '4.17.20' } },
  },
};

describe('a stock npm audit', () => {
  let open: OpenOraculo;
  const folder = mkdtempSync(join(tmpdir(), 'maximus-npm-audit-'));
  beforeAll(async () => {
    await new Promise<void>((resolve) => {
      registry.listen(0, '127.0.0.1', resolve);
    });
    const upstream = `http://127.0.0.1:${(registry.address() as AddressInfo).port}/mirror/`;
    open = await openOraculo({ osv: { open_networks: ['127.0.0.0/8'] }, npm: { upstream } });
    const words = { database_specific: { severity: 'MODERATE', cwe_ids: ['CWE-94'] }, aliases: ['CVE-2021-23337'] };
    await open.publish([
      advisory('GHSA-35jh-r3h4-6jhm', 'lodash', '4.17.21', words),
      advisory('CVE-2021-23337', 'lodash', '4.17.21'),
      advisory('GHSA-old', 'left-pad', '1.0.0'),
    ]);
    writeFileSync(join(folder, 'package.json'), JSON.stringify(lock.packages['']));
    writeFileSync(join(folder, 'package-lock.json'), JSON.stringify(lock));
  });
  afterAll(async () => {
    await open?.[Symbol.asyncDispose]();
    registry.closeAllConnections();
    registry.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const audit = (...args: string[]) =>
    new Promise<{ code: number; out: string; err: string }>((resolve) => {
      const env = { PATH: process.env['PATH'], HOME: folder, npm_config_cache: join(folder, '.cache') };
      const all = ['audit', '--registry', open.url, '--no-update-notifier', '--fetch-retries=0', ...args];
      execFile('npm', all, { cwd: folder, env }, (error, out, err) =>
        resolve({ code: Number(error?.code ?? 0), out, err }),
      );
    });

  it('gets its advisories from the index and its packages from the upstream', async () => {
    let { code, out, err } = await audit('--json');
    // npm does not come back by itself when the machine of the test has too much to do.
    for (let tries = 0; err.includes('503') && tries < 20; tries += 1) ({ code, out, err } = await audit('--json'));
    expect(err).toBe('');
    const { vulnerabilities, metadata } = JSON.parse(out);
    expect(code).toBe(1);
    expect(Object.keys(vulnerabilities).sort()).toEqual(['lodash', 'wrapper']);
    expect(vulnerabilities.lodash).toMatchObject({
      severity: 'critical',
      range: '4.17.20',
      effects: ['wrapper'],
      via: [
        {
          name: 'lodash',
          title: 'a flaw in lodash',
          url: 'https://github.com/advisories/GHSA-35jh-r3h4-6jhm',
          cwe: ['CWE-94'],
          cvss: { score: 9.8 },
          range: '<4.17.21',
        },
      ],
    });
    expect(vulnerabilities.lodash.via[0].source).toBeGreaterThan(0);
    expect(metadata.vulnerabilities).toMatchObject({ critical: 2, total: 2 });
    expect(registryRequests).toContain('/mirror/wrapper');
  });

  it('passes archives of scoped packages on, and refuses what nobody may ask', async () => {
    const get = (path: string, headers: Record<string, string> = {}) =>
      ask(`${open.url}${path}`, { headers: { 'user-agent': 'npm/11.0.0', ...headers } });
    const archive = await get('/@scope/name/-/name-1.0.0.tgz');
    expect([archive.status, Buffer.from(await archive.arrayBuffer())]).toEqual([200, Buffer.from([1, 2, 3])]);
    const missing = await get('/nothing-here');
    expect([missing.status, await missing.json()]).toEqual([404, { error: 'Not found' }]);
    expect((await get('/wrapper', { via: '1.1 maximus' })).status).toBe(508);
    expect((await get('/..%2f..%2fetc')).status).toBe(404);
    expect((await ask(`${open.url}/wrapper`, { headers: { 'user-agent': 'Mozilla/5.0' } })).status).toBe(404);
  });

  it('is told that there is no registry, and that there are no advisories, never that all is well', async () => {
    await using bare = await openOraculo({ osv: { open_networks: ['127.0.0.1'] }, npm: { upstream: '' } });
    const pkg = await ask(`${bare.url}/wrapper`, { headers: { 'user-agent': 'npm/11.0.0' } });
    expect(pkg.status).toBe(404);
    expect(await pkg.json()).toMatchObject({ error: expect.stringContaining('npm.upstream') });
    const bulk = await ask(`${bare.url}/-/npm/v1/security/advisories/bulk`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"lodash":["4.17.20"]}',
    });
    expect(bulk.status).toBe(503);
    expect(await bulk.json()).toMatchObject({ error: expect.stringContaining('index') });
  });
});
