import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Api } from '@maximus/client';
import type { Scan } from '@maximus/contracts';
import { systemClock } from '@maximus/kernel';
import { silentLogger } from '@maximus/observability';
import { openDatabase } from '@maximus/storage';
import { startPostgres, type TestPostgres } from '@maximus/storage/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { healthOf } from '../testing/health-of.ts';
import { forgetPeak, peakMemory } from '../testing/process-memory.ts';
import { closedFolder, type ServerUnderTest, startServerProcess, stopServer } from '../testing/run-server.ts';
import { sendEndlessly } from '../testing/send-endlessly.ts';
import { type SignedIn, signInFirst } from '../testing/sign-in.ts';
import { until } from '../testing/until.ts';

const mebibyte = 1 << 20;

describe('a server that is treated badly', () => {
  const place = closedFolder();
  let postgres: TestPostgres;
  let server: ServerUnderTest;
  let ada: SignedIn;
  let api: Api;
  const pages = createServer((_, response) => {
    response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>Log in</title>');
  });
  beforeAll(async () => {
    postgres = await startPostgres();
    await new Promise<void>((resolve) => pages.listen(0, '127.0.0.1', resolve));
    const html = `http://127.0.0.1:${(pages.address() as AddressInfo).port}`;
    server = await startServerProcess(
      place.dataDir,
      ['--set', 'feeds.enabled=true', '--set', 'feeds.osv_url=', '--set', 'feeds.epss_url='],
      {
        MAXIMUS_DATABASE_URL: postgres.url,
        MAXIMUS_FEEDS_KEV_URL: `${html}/kev.json`,
        MAXIMUS_FEEDS_FIRST_SYNC_DELAY: '1h',
        // Whoever waits for a scan here asks more often than people do.
        MAXIMUS_RATELIMIT_SHADOW_POLICIES: 'session_reads',
      },
    );
    ada = await signInFirst(server);
    api = ada.api(server.url);
  }, 180_000);
  afterAll(async () => {
    if (server?.process.exitCode === null) await stopServer(server, 'SIGKILL');
    pages.close();
    await postgres?.dispose();
    place.remove();
  });

  const pid = () => server.process.pid ?? 0;

  async function scanEnded(id: string): Promise<Scan> {
    let scan: Scan | undefined;
    const ended = async () => {
      const answer = await api.getScan({ params: { id } as never });
      scan = answer.ok ? answer.value.body : undefined;
      return scan?.finished_at !== undefined;
    };
    await until('the scan has ended', ended, { withinMs: 170_000, state: () => scan });
    return scan as Scan;
  }

  it.each([
    ['with its length in the head', true],
    ['in chunks', false],
  ])('2 GiB %s are refused at the limit, and take no memory', async (_, declared) => {
    const before = forgetPeak(pid());
    const headers = { cookie: ada.cookie, origin: server.url, 'content-type': 'application/json' };
    const path = '/api/estate/sbom?project=huge&create=true';
    const answer = await sendEndlessly(`${server.url}${path}`, { headers, bytes: 2_048 * mebibyte, declared });
    expect([answer.status, JSON.parse(answer.body)]).toMatchObject([413, { code: 'http.body_too_large' }]);
    expect(answer.sentBytes).toBeLessThan(200 * mebibyte);
    expect(peakMemory(pid()) - before).toBeLessThan(400 * mebibyte);
    expect((await api.getProject({ params: { id: 'huge' } })).ok).toBe(false);
  });

  it('an SBOM of 100,000 components is imported whole, within bounds', async () => {
    const before = forgetPeak(pid());
    const components = Array.from({ length: 100_000 }, (_, n) => ({
      type: 'library',
      name: `package-${n}`,
      version: `1.${n % 100}.0`,
      purl: `pkg:npm/package-${n}@1.${n % 100}.0`,
    }));
    const upload = JSON.stringify({ bomFormat: 'CycloneDX', specVersion: '1.6', version: 1, components });
    const taken = await api.uploadSbom({ query: { project: 'large', create: 'true' } as never, upload });
    if (!taken.ok) throw new Error(JSON.stringify(taken.error));
    const scan = await scanEnded(taken.value.body.scan_id);
    // `partial`, because the sample index of a first start cannot speak of these packages.
    expect([scan.state, scan.packages_scanned]).toEqual(['partial', 100_000]);
    expect(scan.errors).toMatchObject([{ code: 'oraculo.sample_index' }]);
    const project = await api.getProject({ params: { id: 'large' } });
    expect(project.ok && project.value.body.component_count).toBe(100_000);
    expect(peakMemory(pid()) - before).toBeLessThan(1_024 * mebibyte);
  }, 400_000);

  it.each([
    'file:///etc',
    'http://127.0.0.1:9/a.git',
    'https://127.0.0.1:9/a.git',
    'https://[::1]:9/a.git',
    'https://169.254.169.254/latest.git',
    'https://10.0.0.1/a.git',
    'https://localhost:9/a.git',
    'https://user:secret@example.test/a.git',
    '--upload-pack=touch /tmp/x',
  ])('a project at %s is not read, and its scan says which rule forbids it', async (location) => {
    const source = { kind: 'git', location } as const;
    const made = await api.createProject({ body: { name: `from ${location}`.slice(0, 60), source } as never });
    if (!made.ok)
      return expect(made.error).toMatchObject({ kind: 'problem', problem: { code: 'oraculo.source_refused' } });
    const { id } = made.value.body;
    let scans: readonly Scan[] = [];
    const ended = async () => {
      const list = await api.listScans({ query: { project: id } as never });
      scans = list.ok ? list.value.body.items : [];
      return scans[0]?.finished_at !== undefined;
    };
    await until('its scan has ended', ended, { state: () => scans });
    expect(scans[0]).toMatchObject({ state: 'failed', errors: [{ code: 'oraculo.source_refused' }] });
    expect(JSON.stringify([scans, made.value.body])).not.toContain('secret');
  });

  it('a feed that answers with a page of HTML fails with that word, and what was there stays', async () => {
    const before = await api.getLiveIndex();
    expect((await api.syncFeed({ params: { id: 'kev' } })).ok).toBe(true);
    let feed: unknown;
    const failed = async () => {
      const list = await api.listFeeds();
      feed = list.ok ? list.value.body.items.find(({ id }) => id === 'kev') : undefined;
      return (feed as { last_error?: unknown } | undefined)?.last_error !== undefined;
    };
    await until('it has failed', failed, { withinMs: 120_000, state: () => feed });
    expect(JSON.stringify(feed)).toMatch(/html/i);
    const after = await api.getLiveIndex();
    expect(after.ok && after.value.body.generation).toBe(before.ok && before.value.body.generation);
  });

  it('a token that has expired is refused with a sentence that says so', async () => {
    const made = await api.createToken({ body: { name: 'short', scopes: ['read'] } });
    if (!made.ok) throw new Error(JSON.stringify(made.error));
    const { secret } = made.value.body;
    const asked = () => fetch(`${server.url}/api/auth/me`, { headers: { authorization: `Bearer ${secret}` } });
    expect((await asked()).status).toBe(200);
    const database = openDatabase({
      ...{ connection: postgres.connection, clock: systemClock, logger: silentLogger, applicationName: 'scenario' },
    });
    const past = new Date(Date.now() - 1_000);
    await database.kysely.updateTable('api_tokens').set({ expires_at: past }).where('name', '=', 'short').execute();
    await database.close();
    let answer: Response | undefined;
    // A token that was just used may be known for a moment.
    const refused = async () => {
      answer = await asked();
      return answer.status === 401;
    };
    await until('it is refused', refused);
    expect(await answer?.json()).toMatchObject({ code: 'identity.token_invalid', status: 401 });
  });

  it('10,000 log-in attempts are held off, and everybody else is served meanwhile', async () => {
    const before = forgetPeak(pid());
    const attempts = 10_000;
    const statuses = new Map<number, number>();
    let sent = 0;
    const guess = async () => {
      while (sent < attempts) {
        sent += 1;
        const answer = await fetch(`${server.url}/api/auth/login`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', origin: server.url },
          body: JSON.stringify({ name: sent % 2 === 0 ? ada.name : `user${sent}`, password: `guess ${sent}` }),
        });
        await answer.arrayBuffer();
        statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
      }
    };
    const tookMs: number[] = [];
    let isOver = false;
    const others = async () => {
      while (!isOver) {
        const beganMs = performance.now();
        const answer = await api.listApvs({ query: {} as never });
        tookMs.push(performance.now() - beganMs);
        expect(answer.ok ? 200 : answer.error).toBe(200);
        await new Promise((resolve) => setTimeout(resolve, 200));
      }
    };
    const flood = Promise.all(Array.from({ length: 32 }, guess)).finally(() => {
      isOver = true;
    });
    await Promise.all([others(), flood]);
    expect([...statuses.values()].reduce((sum, count) => sum + count, 0)).toBe(attempts);
    expect(statuses.get(401) ?? 0).toBeLessThanOrEqual(20);
    expect(statuses.get(200)).toBeUndefined();
    expect(statuses.get(429)).toBeGreaterThan(attempts * 0.9);
    expect(tookMs.length).toBeGreaterThan(3);
    expect(peakMemory(pid()) - before).toBeLessThan(300 * mebibyte);
    expect((await healthOf(server.url, ada.cookie))?.httpStatus).toBe(200);
  });
});

describe('a server that is allowed to', () => {
  const place = closedFolder();
  it('reads a project from a file:// address', async () => {
    const repository = join(place.folder, 'work');
    mkdirSync(repository);
    const git = (...args: string[]) =>
      execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.test', ...args], { cwd: repository });
    git('init', '-q');
    git('commit', '-q', '--allow-empty', '-m', 'first');
    const server = await startServerProcess(place.dataDir, ['--set', 'source.git_schemes=https,file']);
    try {
      const api = (await signInFirst(server)).api(server.url);
      const source = { kind: 'git', location: `file://${repository}` } as const;
      const made = await api.createProject({ body: { name: 'local', source } as never });
      if (!made.ok) throw new Error(JSON.stringify(made.error));
      const ended = async () => {
        const list = await api.listScans({ query: { project: made.value.body.id } as never });
        return list.ok && /^(succeeded|partial)$/.test(list.value.body.items[0]?.state ?? '');
      };
      await until('its scan is complete', ended);
    } finally {
      await stopServer(server);
      place.remove();
    }
  });
});
