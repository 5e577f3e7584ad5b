import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { buildIndex, openIndex, updateIndex } from '@maximus/advisories';
import { systemClock, unwrap } from '@maximus/kernel';
import { advisory, liveIndexOf } from '@maximus/oraculo/testing';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ask, type OpenOraculo, openOraculo } from '../testing/open-oraculo.ts';
import { until } from '../testing/until.ts';

const sample = fileURLToPath(new URL('../../../../examples/advisories', import.meta.url));

interface Vulns {
  readonly vulns: readonly { readonly id: string; readonly modified: string }[];
  readonly next_page_token?: string;
}

let open: OpenOraculo;
beforeAll(async () => {
  open = await openOraculo({ osv: { open_networks: ['::1'] } });
  const crowd = Array.from({ length: 1_001 }, (_, place) => advisory(`GHSA-crowd-${place}`, 'crowded', '2.0.0'));
  await open.publish(crowd, [sample]);
});
afterAll(() => open?.[Symbol.asyncDispose](), 60_000);

const send = (path: string, body?: unknown, more: Record<string, string> = {}, method = 'POST') =>
  ask(`${open.url}${path}`, {
    method: body === undefined ? 'GET' : method,
    headers: {
      'x-api-key': 'reads-advisories',
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...more,
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
const query = async (body: unknown) => (await (await send('/v1/query', body)).json()) as Vulns;

describe('OSV', () => {
  it('answers what our matcher says, for every package of the sample in every version it speaks of', async () => {
    const index = unwrap(openIndex(open.fixture.indexDir));
    const { matcher } = liveIndexOf(index);
    const packages = samplePackages();
    expect(packages.length).toBeGreaterThan(5);
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...packages).chain(({ ecosystem, name, versions }) =>
          fc.record({
            ecosystem: fc.constant(ecosystem),
            name: fc.constant(name),
            version: fc.oneof(
              fc.constantFrom(...versions, '0.0.1'),
              fc.tuple(fc.nat(9), fc.nat(30), fc.nat(30)).map((parts) => parts.join('.')),
            ),
          }),
        ),
        async ({ ecosystem, name, version }) => {
          const { hits, undecided } = matcher.match({ ecosystem, name, version });
          const ours = [...new Set([...hits, ...undecided].map(({ advisory: { id } }) => id))].sort();
          const { vulns } = await query({ version, package: { ecosystem, name } });
          expect(vulns.map(({ id }) => id)).toEqual(ours);
        },
      ),
      { numRuns: 60 },
    );
    index.close();
  });

  it('answers a batch in order, a purl like a name, and pages of a thousand', async () => {
    const answer = await send('/v1/querybatch', {
      queries: [
        { package: { purl: 'pkg:npm/crowded@2.0.0' } },
        { package: { ecosystem: 'npm', name: 'crowded' }, version: '1.0.0' },
      ],
    });
    expect(answer.headers.get('x-maximus-index')).toMatch(/^\d+-[0-9a-f]{16}$/);
    expect(answer.headers.get('x-maximus-freshness')).toBe('fresh');
    const { results } = (await answer.json()) as { results: readonly Vulns[] };
    expect(results.map(({ vulns }) => vulns.length)).toEqual([0, 1_000]);
    const next = await query({ package: { purl: 'pkg:npm/crowded@1.0.0' }, page_token: results[1]?.next_page_token });
    expect(next.vulns).toHaveLength(1);
    expect(next.next_page_token).toBeUndefined();
    const seen = new Set([...(results[1]?.vulns ?? []), ...next.vulns].map(({ id }) => id));
    expect(seen.size).toBe(1_001);
  });

  it.each([
    ['no package', { version: '1' }, 400, 3],
    ['a commit', { commit: 'abc' }, 501, 12],
    ['a purl and a name', { package: { purl: 'pkg:npm/a', name: 'a', ecosystem: 'npm' } }, 400, 3],
    ['the version twice', { version: '1', package: { purl: 'pkg:npm/a@1' } }, 400, 3],
    [
      'a package of an ecosystem that is not covered',
      { package: { ecosystem: 'Hackage', name: 'a' }, version: '1' },
      400,
      3,
    ],
    ['a token of somebody else', { package: { ecosystem: 'npm', name: 'a' }, page_token: 'x' }, 400, 3],
    ['a name that is no text', { package: { ecosystem: 'npm', name: ['a'] } }, 400, 3],
    ['no object', [1], 422, 3],
  ])('refuses %s in the words of OSV', async (_what, body, status, code) => {
    const answer = await send('/v1/query', body);
    expect(answer.status).toBe(status);
    expect(await answer.json()).toEqual({ code, message: expect.any(String) });
  });

  it('takes the body as curl names it', async () => {
    const type = { 'content-type': 'application/x-www-form-urlencoded' };
    const asked = await send('/v1/query', { package: { ecosystem: 'npm', name: 'crowded' }, version: '1.0.0' }, type);
    expect(asked.status).toBe(200);
    expect(((await asked.json()) as Vulns).vulns?.length).toBeGreaterThan(0);
  });

  it('gives a record by its id, and says when there is none', async () => {
    expect(await (await send('/v1/vulns/ghsa-crowd-7')).json()).toMatchObject({ id: 'GHSA-crowd-7' });
    const missing = await send('/v1/vulns/GHSA-none');
    expect([missing.status, await missing.json()]).toEqual([404, { code: 5, message: expect.any(String) }]);
  });

  it('is closed to whoever has no right, and to everybody while there is no index', async () => {
    const key = (name: string) => ({ 'x-api-key': name });
    const body = { package: { ecosystem: 'npm', name: 'a' } };
    expect((await send('/v1/query', body, key(''))).status).toBe(401);
    expect((await send('/v1/query', body, key('writes-inventory'))).status).toBe(403);
    await using bare = await openOraculo({ osv: { open_networks: ['127.0.0.0/8'] } });
    const answer = await ask(`${bare.url}/v1/vulns/GHSA-1`);
    expect([answer.status, await answer.json()]).toEqual([
      503,
      { code: 14, message: expect.stringContaining('index') },
    ]);
  });
});

describe('the export', () => {
  const folder = mkdtempSync(join(tmpdir(), 'maximus-export-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('is one archive for each ecosystem, made once, from which an equal index can be built', async () => {
    const answers = await Promise.all([send('/export/osv/npm/all.zip'), send('/export/osv/npm/all.zip')]);
    const [first, second] = await Promise.all(answers.map(async (answer) => Buffer.from(await answer.arrayBuffer())));
    expect(first?.equals(second as Buffer)).toBe(true);
    const etag = answers[0]?.headers.get('etag') ?? '';
    expect(answers[0]?.headers.get('x-goog-hash')).toMatch(/^crc32c=[A-Za-z0-9+/]{6}==$/);
    expect((await send('/export/osv/npm/all.zip', undefined, { 'if-none-match': etag })).status).toBe(304);
    expect((await send('/export/osv/..%2f..%2fetc/all.zip')).status).toBe(404);
    expect(readdirSync(join(open.fixture.indexDir, 'exports'))).toHaveLength(1);
    const path = join(folder, 'npm.zip');
    writeFileSync(path, first as Buffer);
    const built = unwrap(await buildIndex({ from: [path], out: join(folder, 'built'), clock: systemClock }));
    const index = unwrap(openIndex(open.fixture.indexDir));
    expect(built.records).toBe(index.manifest.ecosystems['npm']);
    index.close();
  });

  it('can be the feed of another server', async () => {
    const osv = `${open.url}/export/osv`;
    await using near = await openOraculo({ osv: { open_networks: ['127.0.0.1'] } });
    await near.publish([advisory('GHSA-near', 'near', '1.0.0')]);
    const dir = join(folder, 'mirror');
    const feeds = { osv: osv.replace(open.url, near.url) };
    const updated = unwrap(await updateIndex({ dir, clock: systemClock, feeds, ecosystems: ['npm'] }));
    expect(updated).toMatchObject({ state: 'succeeded', records: 1 });
  });
});

describe("npm's bulk request", () => {
  const path = '/-/npm/v1/security/advisories/bulk';

  it('takes gzip, gives ids that stay, and names only what is affected', async () => {
    const body = gzipSync(JSON.stringify({ crowded: ['1.0.0', '3.0.0'], 'left-pad': ['1.0.0'] }));
    const bulk = () =>
      ask(`${open.url}${path}`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'content-encoding': 'gzip',
          authorization: 'Bearer reads-advisories',
        },
        body,
      });
    const [one, two] = (await Promise.all([bulk(), bulk()].map(async (answer) => (await answer).json()))) as [
      Record<string, { id: number; vulnerable_versions: string }[]>,
      unknown,
    ];
    expect(one).toEqual(two);
    expect(Object.keys(one)).toEqual(['crowded']);
    const ids = new Set(one['crowded']?.map(({ id }) => id));
    expect(ids.size).toBe(1_001);
    expect([...ids].every((id) => Number.isSafeInteger(id) && id > 0)).toBe(true);
    expect(one['crowded']?.[0]?.vulnerable_versions).toBe('<2.0.0');
  });

  it('refuses what is no map of versions', async () => {
    for (const body of [[], { a: '1.0.0' }, { a: [1] }, 'text']) expect((await send(path, body)).status).toBe(400);
  });
});

describe('Dependency-Track', () => {
  const bom = JSON.stringify({
    bomFormat: 'CycloneDX',
    specVersion: '1.5',
    components: [{ type: 'library', name: 'crowded', version: '1.0.0', purl: 'pkg:npm/crowded@1.0.0' }],
  });
  const key = { 'x-api-key': 'writes-inventory' };
  const put = (body: object, headers: Record<string, string> = key) => send('/api/v1/bom', body, headers, 'PUT');
  const encoded = Buffer.from(bom).toString('base64');

  it('takes a BOM by PUT and POST, imports it, and says when it is done', async () => {
    const form = new FormData();
    for (const [name, value] of [
      ['autoCreate', 'true'],
      ['projectName', 'form shop'],
      ['projectVersion', '2'],
    ] as const)
      form.set(name, value);
    form.set('bom', new Blob([bom]), 'bom.json');
    const answers = await Promise.all([
      put({ projectName: 'json shop', projectVersion: '1', autoCreate: true, bom: encoded }),
      ask(`${open.url}/api/v1/bom`, { method: 'POST', headers: key, body: form }),
    ]);
    for (const answer of answers) {
      expect(answer.status).toBe(200);
      const { token } = (await answer.json()) as { token: string };
      const processing = async () =>
        ((await (await send(`/api/v1/bom/token/${token}`, undefined, key)).json()) as { processing: boolean })
          .processing;
      await until('it is imported', async () => !(await processing()), { withinMs: 150_000 });
    }
    const findings = await open.fixture.findings();
    for (const slug of ['json-shop-1', 'form-shop-2'])
      expect(findings.filter((text) => text.startsWith(`${slug} `))).toHaveLength(1_001);
  });

  it.each([
    ['an unknown project', { projectName: 'nobody', bom: encoded }, 404],
    ['a BOM that is none', { projectName: 'x', autoCreate: true, bom: Buffer.from('{}').toString('base64') }, 400],
    ['no project', { bom: encoded }, 400],
    ['no BOM', { projectName: 'x' }, 400],
  ])('refuses %s with a problem', async (_what, body, status) => {
    const answer = await put(body);
    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(await answer.json()).toEqual({ status, title: expect.any(String), detail: expect.any(String) });
  });

  it('wants a key that may, and says which version it speaks to everybody', async () => {
    expect((await put({ projectName: 'x', bom: encoded }, { 'x-api-key': '' })).status).toBe(401);
    expect((await put({ projectName: 'x', bom: encoded }, { 'x-api-key': 'reads-advisories' })).status).toBe(403);
    const version = await ask(`${open.url}/api/version`);
    expect(await version.json()).toMatchObject({ version: expect.stringMatching(/^4\.\d+\.\d+$/) });
    expect(await (await send('/api/v1/bom/token/none', undefined, key)).json()).toEqual({ processing: false });
  });
});

/** Packages that the sample speaks of, with the versions that its records name. */
function samplePackages(): { ecosystem: string; name: string; versions: string[] }[] {
  const files = readdirSync(sample, { recursive: true, encoding: 'utf8' }).filter(
    (name) => name.includes('/') && name.endsWith('.json'),
  );
  return files.flatMap((file) => {
    const record = JSON.parse(readFileSync(join(sample, file), 'utf8')) as {
      affected?: {
        package?: { ecosystem: string; name: string };
        versions?: string[];
        ranges?: { events: Record<string, string>[] }[];
      }[];
    };
    return (record.affected ?? []).flatMap(({ package: named, versions = [], ranges = [] }) => {
      const events = ranges.flatMap((range) => range.events.flatMap((event) => Object.values(event)));
      return named === undefined
        ? []
        : [{ ecosystem: named.ecosystem, name: named.name, versions: [...versions.slice(0, 20), ...events] }];
    });
  });
}
