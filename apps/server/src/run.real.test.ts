import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '@maximus/kernel';
import { openTestDatabase } from '@maximus/storage/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { run } from './run.ts';
import { closedFolder } from './testing/run-server.ts';
import { type SignedIn, signInFirst } from './testing/sign-in.ts';
import { until } from './testing/until.ts';

interface Program {
  readonly said: { out: string; err: string };
  readonly ended: Promise<number>;
  stop(why?: string): void;
}

/** The program within this process: what it prints is kept, and it is asked to stop by a call. */
function program(argv: readonly string[], environment: Record<string, string> = {}, workingFolder = tmpdir()): Program {
  const said = { out: '', err: '' };
  const { promise: stopAsked, resolve } = Promise.withResolvers<string>();
  const keep = (stream: 'out' | 'err') => ({
    write: (text: string) => {
      said[stream] += text;
    },
  });
  const ended = run({
    argv,
    environment: { NO_COLOR: '1', ...environment },
    workingFolder,
    clock: systemClock,
    out: keep('out'),
    err: keep('err'),
    stopAsked,
  });
  return { said, ended, stop: (why = 'the test ends') => resolve(why) };
}

async function toEnd(argv: readonly string[], environment?: Record<string, string>, folder?: string) {
  const { said, ended } = program(argv, environment, folder);
  return { code: await ended, ...said };
}

describe('the program, before it starts anything', () => {
  it('says what it is, what it can run and what is set', async () => {
    expect(await toEnd(['--help'])).toMatchObject({ code: 0, out: expect.stringContaining('--list-targets') });
    expect((await toEnd(['--version'])).out).toMatch(/^\d+\.\d+\.\d+/);
    expect((await toEnd(['--list-targets'])).out).toMatch(/storage +needs nothing/);
    const shown = await toEnd(['--print-config', '--set', 'http.port=8123'], { MAXIMUS_ENVIRONMENT: 'production' });
    expect(shown.out).toMatch(/8123/);
    expect((await toEnd(['--verify-config'])).out).toContain('the settings are valid');
  });

  it('refuses flags, targets, settings and files that are wrong, each with what to do', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'maximus-config-'));
    writeFileSync(join(folder, 'maximus-server.yaml'), 'http:\n  prot: 1\n');
    for (const [argv, words] of [
      [['--prot', '1'], '--prot'],
      [['--target', 'nothing'], 'nothing'],
      [['--set', 'http.port=many'], 'http.port'],
      [['--config', join(folder, 'absent.yaml')], 'absent.yaml'],
    ] as const) {
      const { code, err } = await toEnd(argv);
      expect(code).toBe(3);
      expect(err).toContain(words);
    }
    const near = await toEnd(['--verify-config'], {}, folder);
    expect(near).toMatchObject({ code: 3, err: expect.stringContaining('did you mean') });
    rmSync(folder, { recursive: true });
  });

  it('names variables that set nothing', async () => {
    expect((await toEnd(['--verify-config'], { MAXIMUS_HTTP_PROT: '1' })).err).toContain('MAXIMUS_HTTP_PROT');
  });
});

describe('the whole server in one process', () => {
  const place = closedFolder();
  const own = ['--data-dir', place.dataDir, '--set', 'feeds.enabled=false', '--set', 'metrics.port=0'];
  // A test that waits asks more often than people do.
  const asksOften = ['--set', 'ratelimit.shadow_policies=session_reads'];
  let server: Program;
  let url = '';
  let ada: SignedIn;

  beforeAll(async () => {
    server = program([...own, ...asksOften, '--port', '0', '--log-level', 'warn']);
    await until('it is ready', async () => server.said.out.includes('is ready'));
    url = /http:\/\/127\.0\.0\.1:\d+/.exec(server.said.out)?.[0] ?? '';
    ada = await signInFirst({ url, summary: server.said.out });
  }, 180_000);
  afterAll(async () => {
    server.stop();
    await server.ended;
    place.remove();
  });

  const get = (path: string, headers: Record<string, string> = {}) =>
    fetch(`${url}${path}`, { headers: { cookie: ada.cookie, ...headers } });

  it('is alive, ready and healthy, and says more to those who may know', async () => {
    expect((await fetch(`${url}/live`)).status).toBe(200);
    await until('it is ready', async () => (await fetch(`${url}/ready`)).status === 200);
    expect(Object.keys((await (await fetch(`${url}/health`)).json()) as object)).toEqual(['status', 'version']);
    // The example estate is being matched meanwhile: a database that is busy for a moment may say so.
    await until('its database is healthy', async () => {
      const { checks } = (await (await get('/health')).json()) as { checks?: Record<string, { status: string }> };
      return checks?.['database']?.status === 'healthy';
    });
  });

  it('shows its API, its metrics and its limits to those who are logged in', async () => {
    const document = (await (await get('/api/openapi.json')).json()) as { openapi: string; paths: object };
    expect(document.openapi).toBe('3.1.0');
    expect(Object.keys(document.paths).length).toBeGreaterThan(60);
    const page = await get('/api/docs/');
    expect(await page.text()).toContain('<');
    expect((await fetch(`${url}/api/openapi.json`)).status).toBe(401);
    expect(await (await get('/metrics/rate-limiter')).json()).toHaveProperty('store', 'memory');
    expect((await get('/metrics')).status).toBe(200);
    expect((await get('/api/admin/log-levels')).status).toBe(200);
  });

  it('has matched the example projects', async () => {
    await until('there are APVs', async () => {
      const { items } = (await (await get('/api/adaptive-immunity/apvs?limit=5')).json()) as { items?: unknown[] };
      return items?.length === 5;
    });
    // A client joins the stream from here on without a hole (gateway.md §2).
    const { headers } = await get('/api/adaptive-immunity/apvs?limit=1');
    expect(headers.get('x-maximus-position')).toMatch(/^adaptive-immunity;\d+;/);
    const { items } = (await (await get('/api/estate/projects')).json()) as { items: { check_state: string }[] };
    expect(items).toHaveLength(4);
  });

  it('lets a ticket open a live channel', async () => {
    const answer = await fetch(`${url}/api/auth/ws-ticket`, {
      method: 'POST',
      headers: { cookie: ada.cookie, origin: url },
    });
    const { ticket } = (await answer.json()) as { ticket: string };
    const socket = new WebSocket(`${url.replace('http', 'ws')}/ws?ticket=${ticket}`, 'maximus.v1');
    const first = new Promise<string>((done) => socket.addEventListener('message', ({ data }) => done(String(data))));
    socket.addEventListener('open', () =>
      socket.send(JSON.stringify({ id: 1, connect: { client: { name: 'test', version: '1' }, subs: {} } })),
    );
    expect(JSON.parse(await first)).toHaveProperty('result.user', 'Ada');
    socket.close();
  });

  it('gives a second one on its port, or on its data, a clear refusal', async () => {
    const other = closedFolder();
    const taken = createServer();
    await new Promise<void>((done) => taken.listen(0, '127.0.0.1', done));
    const { port } = taken.address() as { port: number };
    const args = ['--data-dir', other.dataDir, '--set', 'feeds.enabled=false', '--set', 'metrics.port=0'];
    const onPort = await toEnd([...args, '--port', String(port)]);
    expect(onPort).toMatchObject({ code: 3, err: expect.stringContaining(String(port)) });
    taken.close();
    other.remove();
    const onData = await toEnd([...own, '--port', '0']);
    expect(onData.code).toBe(3);
    expect(onData.err).not.toContain('    at ');
  });
});

describe('a database of yours', () => {
  it('is used where one is named, and told apart from one that refuses, is away or is named wrongly', async () => {
    await using made = await openTestDatabase();
    const { host, port, user, password, database } = made.connection;
    const place = closedFolder();
    const secret = join(place.folder, 'password');
    writeFileSync(secret, `${password ?? ''}\n`);
    const args = (url: string, file = secret) => [
      ...['--data-dir', place.dataDir, '--port', '0', '--set', 'feeds.enabled=false', '--set', 'metrics.port=0'],
      ...['--set', `database.url=${url}`, '--set', `database.password_file=${file}`, '--target', 'gateway'],
    ];
    const server = program(args(`postgres://${user}@${host}:${port}/${database}`));
    await until('it is ready', async () => server.said.out.includes('is ready'));
    expect(server.said.out).toContain('PostgreSQL of yours');
    server.stop();
    expect(await server.ended).toBe(0);
    const wrong = join(place.folder, 'wrong');
    writeFileSync(wrong, 'not the password');
    const refused = await toEnd(args(`postgres://${user}@${host}:${port}/${database}`, wrong));
    expect(refused).toMatchObject({ code: 3, err: expect.stringContaining('password') });
    const absent = await toEnd(args(`postgres://${user}@${host}:${port}/${database}`, join(place.folder, 'absent')));
    expect(absent).toMatchObject({ code: 3, err: expect.stringContaining('absent') });
    expect((await toEnd(args('mysql://somewhere'))).code).toBe(3);
    place.remove();
  }, 180_000);

  it('does not help where the data directory cannot be written', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'maximus-file-'));
    const file = join(folder, 'file');
    writeFileSync(file, '');
    const { code, err } = await toEnd(['--data-dir', file, '--port', '0']);
    expect(code).toBe(3);
    expect(err).toContain(file);
    rmSync(folder, { recursive: true });
  });
});
