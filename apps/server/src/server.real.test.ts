import { chmodSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { openTestDatabase } from '@maximus/storage/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  closedFolder,
  runToEnd,
  type ServerUnderTest,
  spawnServer,
  startServerProcess,
  stopServer,
} from './testing/run-server.ts';

const place = closedFolder();
let server: ServerUnderTest;
beforeAll(async () => {
  chmodSync(place.folder, 0o700);
  server = await startServerProcess(place.dataDir);
}, 180_000);
afterAll(async () => {
  // The last test leaves none behind; one that failed may have.
  if (server?.process.exitCode === null && server.process.signalCode === null) await stopServer(server, 'SIGKILL');
  place.remove();
});

const json = async (path: string, headers: Record<string, string> = {}) => {
  const answer = await fetch(`${server.url}${path}`, { headers });
  return { status: answer.status, headers: answer.headers, body: (await answer.json()) as Record<string, unknown> };
};

/** Opens a request whose body goes on: the server said that it has it in hand, and has until `end` is called. */
async function openUpload(url: string) {
  const { promise: answered, resolve } = Promise.withResolvers<number>();
  const request = httpRequest(`${url}/login`, {
    method: 'POST',
    // A connection that stands may still wait to be accepted, and is cut where nobody accepts any more.
    headers: { 'content-type': 'application/x-www-form-urlencoded', origin: url, expect: '100-continue' },
  });
  const { promise: taken, resolve: take } = Promise.withResolvers<void>();
  request.on('continue', take);
  request.on('close', take);
  request.on('response', (response) => {
    response.resume();
    resolve(response.statusCode ?? 0);
  });
  request.on('error', () => resolve(0));
  request.write('name=nobody&');
  await taken;
  return { answered, end: () => request.end('password=wrong'), request };
}

describe('a server on a fresh data directory below a closed folder', () => {
  let cookie = '';

  it('says in at most twelve lines where it is and how to begin', () => {
    expect(server.summary.trimEnd().split('\n').length).toBeLessThanOrEqual(12);
    expect(server.summary).toContain(`${server.url}/api/docs`);
    expect(server.summary).toContain(`${server.url}/setup?link=`);
    expect(statSync(place.folder).mode & 0o777).toBe(0o700);
  });

  it('is alive, ready and healthy, and tells a stranger nothing more', async () => {
    expect(await json('/live')).toMatchObject({ status: 200, body: { status: 'alive' } });
    // The example estate is being matched meanwhile: a database that is busy for a moment may say so.
    const whole = { timeout: 60_000, interval: 250 };
    await expect.poll(() => json('/ready'), whole).toMatchObject({ status: 200, body: { ready: true, reasons: [] } });
    await expect.poll(async () => (await json('/health')).status, whole).toBe(200);
    const { body, headers } = await json('/health');
    expect(Object.keys(body).sort()).toEqual(['status', 'version']);
    expect(headers.get('x-health-status')).toBe(body['status']);
    for (const path of ['/metrics', '/api/openapi.json', '/api/docs', '/api/audit', '/metrics/rate-limiter']) {
      expect((await json(path)).status).toBe(401);
    }
  });

  it('makes the first administrator by its link, once', async () => {
    const link = /link=(\S+)/.exec(server.summary)?.[1] ?? '';
    const body = new URLSearchParams({
      link,
      name: 'ada',
      display_name: 'Ada',
      password: 'a long and odd passphrase 17',
      again: 'a long and odd passphrase 17',
    });
    const post = () =>
      fetch(`${server.url}/setup`, { method: 'POST', body, redirect: 'manual', headers: { origin: server.url } });
    const made = await post();
    expect(made.status).toBe(303);
    cookie = (made.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
    expect((await post()).status).not.toBe(303);
  });

  it('shows a person who is logged in the whole state', async () => {
    const states = async () => (await json('/health', { cookie })).body['checks'] as Record<string, { status: string }>;
    // The example estate is being matched meanwhile: a database that is busy for a moment may say so.
    await expect
      .poll(async () => (await states())['database']?.status, { timeout: 60_000, interval: 250 })
      .toBe('healthy');
    const checks = await states();
    expect(Object.keys(checks)).toEqual(
      expect.arrayContaining(['bus', 'clock', 'database', 'dead_letters', 'disk', 'event_loop', 'memory']),
    );
    expect(await json('/metrics/rate-limiter', { cookie })).toMatchObject({ status: 200, body: { store: 'memory' } });
    expect(await json('/api/audit', { cookie })).toMatchObject({ status: 200, body: { items: expect.any(Array) } });
  });

  it('watches the example projects: what they lock is matched, and each APV says where it is', async () => {
    const apvs = async () => ((await json('/api/adaptive-immunity/apvs', { cookie })).body['items'] ?? []) as object[];
    await expect.poll(async () => (await apvs()).length, { timeout: 60_000, interval: 250 }).toBeGreaterThan(10);
    const projects = (await json('/api/estate/projects', { cookie })).body['items'] as { slug: string }[];
    expect(projects.map(({ slug }) => slug).sort()).toEqual(['berth-board', 'go-gateway', 'npm-shop', 'python-notes']);
    expect((await json('/api/adaptive-immunity/apvs')).status).toBe(401);
  });

  it('takes sockets of those who may, and turns strangers away', async () => {
    const socket = new WebSocket(`${server.url.replace('http', 'ws')}/ws/adaptive-immunity`);
    const ended = await new Promise((resolve) => {
      socket.addEventListener('error', () => resolve('refused'));
      socket.addEventListener('close', ({ code }) => resolve(code));
    });
    expect(ended).not.toBe(1000);
  });

  it('changes what is logged while it runs, for administrators', async () => {
    const put = (origin: string) =>
      fetch(`${server.url}/api/admin/log-levels`, {
        method: 'PUT',
        headers: { cookie, origin, 'content-type': 'application/json' },
        body: JSON.stringify({ level: 'debug', logger: 'http' }),
      });
    expect(await (await put(server.url)).json()).toEqual({ levels: { '': 'info', http: 'debug' } });
    expect((await json('/api/admin/log-levels')).status).toBe(401);
  });

  it('refuses a write with its cookie from a foreign page', async () => {
    const post = (origin: string) =>
      fetch(`${server.url}/api/auth/logout`, { method: 'POST', headers: { cookie, origin } });
    expect((await post('https://evil.example')).status).toBe(403);
  });

  it('describes every route in one OpenAPI document, and draws it without anything from elsewhere', async () => {
    const { body } = await json('/api/openapi.json', { cookie });
    expect(body['openapi']).toBe('3.1.0');
    const paths = Object.keys(body['paths'] as object);
    expect(paths).toEqual(
      expect.arrayContaining(['/health', '/api/audit', '/api/auth/login', '/metrics/rate-limiter']),
    );
    const page = await fetch(`${server.url}/api/docs/`, { headers: { cookie } });
    const html = await page.text();
    expect(page.headers.get('content-security-policy')).toMatch(/script-src 'self' 'sha256-/);
    const loaded = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, address = '']) => address);
    expect(loaded.length).toBeGreaterThan(0);
    for (const address of loaded) {
      expect(new URL(address, page.url).origin).toBe(server.url);
      expect((await fetch(new URL(address, page.url), { headers: { cookie } })).status).toBe(200);
    }
  });

  it('sends a browser without a session to the log-in, and a program away', async () => {
    const asPerson = await fetch(`${server.url}/api/docs`, { redirect: 'manual', headers: { accept: 'text/html' } });
    expect([asPerson.status, asPerson.headers.get('location')]).toEqual([303, '/login?return_to=/api/docs']);
  });

  it('leaves the port to itself: a second server says so and changes nothing', async () => {
    const port = new URL(server.url).port;
    const ended = await runToEnd(['--data-dir', place.dataDir, '--port', port, '--set', 'metrics.port=0']);
    expect(ended).toMatchObject({ code: 3, out: '' });
    expect(ended.err).toContain(`port ${port} on 127.0.0.1 (http.port) is taken`);
    expect((await json('/live')).status).toBe(200);
  });

  it('keeps its data to itself: a second server on another port is refused', async () => {
    const ended = await runToEnd([
      '--data-dir',
      place.dataDir,
      '--port',
      '0',
      '--set',
      'metrics.port=0',
      '--log-level',
      'silent',
    ]);
    expect(ended.code).toBe(3);
    expect(ended.err.trim().split('\n')).toHaveLength(2);
  });

  it('survives SIGKILL: what was acknowledged is there at the next start', async () => {
    expect((await stopServer(server, 'SIGKILL')).signal).toBe('SIGKILL');
    server = await startServerProcess(place.dataDir);
    expect(server.summary).not.toContain('/setup?link=');
    await expect.poll(async () => (await json('/health', { cookie })).body['checks']).toBeDefined();
  });

  it('drains on SIGTERM: the request in hand is answered, new ones are not, and it ends with 0', async () => {
    const upload = await openUpload(server.url);
    server.process.kill('SIGTERM');
    await expect
      .poll(() =>
        fetch(`${server.url}/live`).then(
          () => 'open',
          () => 'closed',
        ),
      )
      .toBe('closed');
    upload.end();
    expect(await upload.answered).toBeGreaterThanOrEqual(200);
    const { code, err } = await server.ended;
    expect(code).toBe(0);
    expect(err).not.toContain('an idle database connection was lost');
    const stopped = err.split('\n').filter((line) => line.includes('"module stopped"'));
    expect(stopped.findIndex((line) => line.includes('"jobs"'))).toBeLessThan(
      stopped.findIndex((line) => line.includes('"storage"')),
    );
  });

  it('cuts what does not end at the deadline, and stops at once at the second signal', async () => {
    // Half of it is for whoever waits for an answer, and the rest must do for the modules on a busy machine.
    server = await startServerProcess(place.dataDir, ['--set', 'shutdown.deadline_seconds=10']);
    const hanging = await openUpload(server.url);
    expect((await stopServer(server)).code).toBe(0);
    expect(await hanging.answered).toBe(0);

    server = await startServerProcess(place.dataDir, ['--set', 'shutdown.deadline_seconds=600']);
    await openUpload(server.url);
    server.process.kill('SIGTERM');
    await expect
      .poll(() =>
        fetch(`${server.url}/live`).then(
          () => 'open',
          () => 'closed',
        ),
      )
      .toBe('closed');
    const { code, err } = await stopServer(server);
    expect(code).toBe(143);
    expect(err).toContain('stopped at once');
  });
});

describe('surroundings that are wrong', () => {
  const common = ['--port', '0', '--set', 'metrics.port=0', '--log-level', 'silent'];

  it('a wrong database password is one clear sentence', async () => {
    await using database = await openTestDatabase();
    const { host, port, user, database: name } = database.connection;
    const url = `postgres://${user}:hunter2@${host}:${port}/${name}`;
    const ended = await runToEnd([...common, '--data-dir', join(place.folder, 'other')], {
      env: { DATABASE_URL: url },
    });
    expect(ended).toMatchObject({ code: 3, out: '' });
    expect(ended.err.trim().split('\n')).toHaveLength(2);
    expect(ended.err).not.toContain('hunter2');
  });

  it('a database of yours is used where its address is given', async () => {
    await using database = await openTestDatabase();
    const { host, port, user, password = '', database: name } = database.connection;
    const url = `postgres://${user}:${password}@${host}:${port}/${name}`;
    const other = await startServerProcess(join(place.folder, 'other'), [], { DATABASE_URL: url });
    expect(other.summary).toContain('PostgreSQL of yours');
    expect((await stopServer(other)).code).toBe(0);
  });

  it('a database that is not there is one clear sentence', async () => {
    const free = createServer();
    await new Promise<void>((resolve) => free.listen(0, '127.0.0.1', resolve));
    const { port } = free.address() as AddressInfo;
    await new Promise((resolve) => free.close(resolve));
    const env = { DATABASE_URL: `postgres://me@127.0.0.1:${port}/x` };
    const ended = await runToEnd([...common, '--data-dir', join(place.folder, 'other')], { env });
    expect(ended.code).toBe(3);
    expect(ended.err.trim().split('\n')).toHaveLength(2);
  });

  it('a data directory that cannot be is one clear sentence', async () => {
    const file = join(place.folder, 'plain');
    writeFileSync(file, '');
    const ended = await runToEnd([...common, '--data-dir', join(file, 'data')]);
    expect(ended.code).toBe(3);
    expect(ended.err).toContain('cannot write the data directory');
    expect(ended.err.trim().split('\n')).toHaveLength(2);
    rmSync(file);
  });

  it('a stop while it starts is a stop', async () => {
    // A Redis that takes connections and says nothing holds the start up for as long as it takes to ask for the stop.
    const silent = createServer();
    const held: Socket[] = [];
    const isHeldUp = new Promise<void>((resolve) =>
      silent.on('connection', (socket) => {
        held.push(socket.on('error', () => undefined));
        resolve();
      }),
    );
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const redis = `redis.url=redis://127.0.0.1:${(silent.address() as AddressInfo).port}`;
    const { child, ended } = spawnServer([
      ...[...common.slice(0, -1), 'info', '--data-dir', join(place.folder, 'early')],
      ...['--set', redis, '--set', 'redis.connect_timeout=120s'],
    ]);
    await Promise.race([isHeldUp, ended]);
    child.kill('SIGTERM');
    silent.close();
    for (const socket of held) socket.destroy();
    const { code, err, out } = await ended;
    expect({ code, out }).toEqual({ code: 0, out: '' });
    expect(err).toContain('embedded PostgreSQL runs');
    expect(err).toContain('stopped before it was ready');
    expect(err).not.toContain('"module":"oraculo"');
    // What servers of root have left on this machine is told at every start, and has nothing to do with the stop.
    const warned = err
      .split('\n')
      .filter((line) => line.includes('"level":"warn"') && !/"abandoned"|"logger":"redis"/.test(line));
    expect(warned).toEqual([]);
  });
});
