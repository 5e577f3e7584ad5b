import { execFileSync, spawn } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '@maximus/kernel';
import { silentLogger as logger } from '@maximus/observability';
import { recordingLogger } from '@maximus/observability/testing';
import { sql } from 'kysely';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { clientConfig, openDatabase } from '../database/index.ts';
import { isAlive } from './process-facts.ts';
import { type EmbeddedServer, startEmbedded } from './start-embedded.ts';

const isRoot = process.getuid?.() === 0;
const within = { timeout: 60_000, interval: 20 };
let root = '';
let dataDir = '';
const servers: EmbeddedServer[] = [];

beforeAll(() => {
  // Closed, as a private home is.
  root = mkdtempSync(join(tmpdir(), 'maximus-embedded-'));
  chmodSync(root, 0o700);
  dataDir = join(root, 'data');
});
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.stop()));
});
afterAll(() => {
  for (const name of ['data', 'other']) {
    const pointer = join(root, name, 'postgres.json');
    if (existsSync(pointer)) rmSync(JSON.parse(readFileSync(pointer, 'utf8')).home, { recursive: true, force: true });
  }
  rmSync(root, { recursive: true, force: true });
});

async function start(): Promise<EmbeddedServer> {
  const server = await startEmbedded({ dataDir, logger });
  servers.push(server);
  return server;
}

function homeOf(): string {
  const pointer = join(dataDir, 'postgres.json');
  return existsSync(pointer) ? JSON.parse(readFileSync(pointer, 'utf8')).home : join(dataDir, 'postgres');
}

async function ask<T extends object>(server: EmbeddedServer, text: string): Promise<T[]> {
  const client = new pg.Client(clientConfig(server.connection, 'test'));
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query<T>(text)).rows;
  } finally {
    await client.end();
  }
}

test('it keeps data over a stop, for one user, with a password, on the loopback only', async () => {
  const first = await start();
  await ask(first, 'create table kept (n int); insert into kept values (1)');
  await first.stop();
  const second = await start();
  expect(await ask(second, 'select n from kept')).toEqual([{ n: 1 }]);
  expect(await ask(second, 'show listen_addresses')).toEqual([{ listen_addresses: '127.0.0.1' }]);
  expect(await ask(second, 'show synchronous_commit')).toEqual([{ synchronous_commit: 'on' }]);
  expect(await ask(second, 'show fsync')).toEqual([{ fsync: 'on' }]);
  const password = join(homeOf(), 'password');
  expect(statSync(password).mode & 0o777).toBe(0o600);
  expect(readFileSync(password, 'utf8')).toBe(second.connection.password);
  const wrong = new pg.Client(clientConfig({ ...second.connection, password: 'guess' }, 'test'));
  await expect(wrong.connect()).rejects.toMatchObject({ code: '28P01' });
  expect(statSync(join(homeOf(), 'data')).mode & 0o777).toBe(0o700);
  expect(statSync(join(homeOf(), 'data')).uid === 0).toBe(false);
});

test('a second start on one data directory says who holds it', async () => {
  await start();
  const second = startEmbedded({ dataDir, logger });
  await expect(second).rejects.toMatchObject({
    code: 'storage.embedded_in_use',
    message: expect.stringContaining(`process ${process.pid} `),
  });
});

test('a server that is killed is started again on its port, and nothing acknowledged is lost', async () => {
  const server = await start();
  const database = openDatabase({ connection: server.connection, clock: systemClock, logger });
  await sql`create table if not exists acknowledged (n int primary key)`.execute(database.kysely);
  const acknowledged = new Set<number>();
  let writing = true;
  const writers = Array.from({ length: 4 }, async (_, writer) => {
    for (let n = writer; writing; n += 4) {
      try {
        await database.transaction((tx) => sql`insert into acknowledged values (${n})`.execute(tx.kysely));
        acknowledged.add(n);
      } catch (error) {
        expect(error).toMatchObject({ code: 'storage.unreachable' });
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    }
  });
  for (const signal of ['SIGKILL', 'SIGINT'] as const) {
    const pid = server.pid();
    const before = acknowledged.size;
    await vi.waitFor(() => expect(acknowledged.size).toBeGreaterThan(before + 100), within);
    process.kill(pid, signal);
    await vi.waitFor(() => expect(server.pid()).not.toBe(pid), within);
    const after = acknowledged.size;
    await vi.waitFor(() => expect(acknowledged.size).toBeGreaterThan(after + 100), within);
  }
  writing = false;
  await Promise.all(writers);
  const { rows } = await sql<{ n: number }>`select n from acknowledged`.execute(database.kysely);
  const stored = new Set(rows.map(({ n }) => n));
  expect([...acknowledged].filter((n) => !stored.has(n))).toEqual([]);
  await database.close();
});

/** Starts it in a process of its own, which the test kills. */
async function startAside(folder: string) {
  const script = `
    const { startEmbedded } = await import(${JSON.stringify(join(import.meta.dirname, 'start-embedded.ts'))});
    const nothing = () => undefined;
    const logger = { debug: nothing, info: nothing, warn: nothing, error: nothing };
    const server = await startEmbedded({ dataDir: ${JSON.stringify(folder)}, logger });
    console.log(server.pid());
  `;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const pid = await new Promise<number>((resolve) => child.stdout.once('data', (text) => resolve(Number(text))));
  return { process: child, pid };
}

test('what a killed process leaves behind is ended by the next start', async () => {
  const { process: child, pid } = await startAside(dataDir);
  child.kill('SIGKILL');
  await new Promise((resolve) => child.once('exit', resolve));
  expect(isAlive(pid)).toBe(true);
  const next = await start();
  expect(isAlive(pid)).toBe(false);
  expect(await ask(next, 'select n from kept')).toEqual([{ n: 1 }]);
});

test('a stale postmaster.pid is no obstacle, whatever has its number by now', async () => {
  await (await start()).stop();
  const path = join(homeOf(), 'data', 'postmaster.pid');
  const stale = (pid: number) => `${pid}\n${join(homeOf(), 'data')}\n1700000000\n5432\n\n127.0.0.1\n\nready   \n`;
  for (const pid of [process.pid, 2 ** 22 - 3]) {
    writeFileSync(path, stale(pid));
    const server = await start();
    expect(await ask(server, 'select 1 as one')).toEqual([{ one: 1 }]);
    await server.stop();
  }
});

test('a lock file that means nothing is no obstacle', async () => {
  for (const text of [
    '',
    '{"nonce"',
    JSON.stringify({ nonce: 'x', pid: 2 ** 22 - 3, started: '1', host: 'elsewhere' }),
  ]) {
    const path = join(homeOf(), 'lock');
    writeFileSync(path, text);
    execFileSync('touch', ['-d', '1 hour ago', path]);
    await (await start()).stop();
    expect(existsSync(path)).toBe(false);
  }
});

test('a first start that was cut off is begun anew', async () => {
  await (await start()).stop();
  mkdirSync(join(homeOf(), 'data.new'));
  writeFileSync(join(homeOf(), 'data.new', 'PG_VERSION'), '18\n');
  rmSync(join(homeOf(), 'data'), { recursive: true });
  const server = await start();
  await expect(ask(server, 'select n from kept')).rejects.toThrow('does not exist');
  expect(existsSync(join(homeOf(), 'data.new'))).toBe(false);
});

test('data of another major version is left alone', async () => {
  await (await start()).stop();
  writeFileSync(join(homeOf(), 'data', 'PG_VERSION'), '17\n');
  await expect(start()).rejects.toMatchObject({ code: 'storage.embedded_version' });
  writeFileSync(join(homeOf(), 'data', 'PG_VERSION'), '18\n');
  await start();
});

test('a server that cannot start says what its log says, and lets go of the lock', async () => {
  await (await start()).stop();
  const conf = join(homeOf(), 'data', 'postgresql.conf');
  const before = readFileSync(conf, 'utf8');
  writeFileSync(conf, 'no_such_setting_at_all = 1\n');
  await expect(start()).rejects.toMatchObject({
    code: 'storage.embedded_failed',
    message: expect.stringContaining('no_such_setting_at_all'),
  });
  writeFileSync(conf, before);
  await start();
});

test('a data directory that is a file is refused with a sentence', async () => {
  writeFileSync(join(root, 'file'), '');
  const refused = startEmbedded({ dataDir: join(root, 'file'), logger });
  await expect(refused).rejects.toMatchObject({ code: 'storage.embedded_folder' });
});

test('a port that is taken while it starts is given up for another one', async () => {
  const { startPostmaster } = await import('./postmaster.ts');
  const { findPlace } = await import('./place.ts');
  const { locateBinaries } = await import('./locate-binaries.ts');
  const running = await start();
  const other = join(root, 'other');
  await (await startEmbedded({ dataDir: other, logger })).stop();
  const place = await findPlace(other);
  const binaries = await locateBinaries(place.programs);
  const settings = { listen_addresses: '127.0.0.1', unix_socket_directories: '' };
  const taken = startPostmaster(place, binaries, settings, running.connection.port);
  await expect(taken).rejects.toMatchObject({ code: 'storage.embedded_failed' });
  const free = await startPostmaster(place, binaries, settings);
  const socket = connect(free.port, '127.0.0.1');
  await new Promise((resolve) => socket.once('connect', resolve));
  socket.destroy();
  await free.stop();
});

test.skipIf(!isRoot)(
  'as root, files are where the service user can reach them, and the pointer finds them',
  async () => {
    await start();
    expect(homeOf()).toMatch(/^\/var\/lib\/maximus\/[0-9a-f]{16}$/);
    expect(statSync(dataDir).mode & 0o777).toBe(0o700);
    expect(statSync(join(dataDir, 'postgres.json')).mode & 0o777).toBe(0o600);
  },
);

test.skipIf(!isRoot)(
  'a data directory that was removed begins anew, and its former database is named, not used',
  async () => {
    const own = join(root, 'removed');
    const homes = () => JSON.parse(readFileSync(join(own, 'postgres.json'), 'utf8')).home as string;
    const first = await startAside(own);
    const former = homes();
    first.process.kill('SIGKILL');
    await new Promise((resolve) => first.process.once('exit', resolve));
    rmSync(own, { recursive: true });
    const { logger: recording, lines } = recordingLogger();
    const second = await startEmbedded({ dataDir: own, logger: recording });
    const home = homes();
    expect(home).not.toBe(former);
    expect(isAlive(first.pid)).toBe(false);
    expect(lines).toContainEqual(expect.objectContaining({ level: 'warn', data_dir: own, home, former }));
    const told = () => lines.flatMap(({ abandoned }) => (abandoned ?? []) as readonly { home: string }[]);
    await vi.waitFor(() => expect(told().length).toBeGreaterThan(0), within);
    expect(told()).not.toContainEqual(expect.objectContaining({ home }));
    await second.stop();

    // What is lost by accident is found again by the pointer, and never taken for what it is not.
    rmSync(join(own, 'postgres.json'));
    writeFileSync(join(own, 'kept'), '');
    const refused = startEmbedded({ dataDir: own, logger });
    await expect(refused).rejects.toMatchObject({
      code: 'storage.embedded_folder',
      message: expect.stringContaining(former),
    });
    writeFileSync(join(own, 'postgres.json'), JSON.stringify({ home: former }));
    await (await startEmbedded({ dataDir: own, logger })).stop();
    for (const each of [former, home]) rmSync(each, { recursive: true });
  },
);

test.skipIf(!isRoot)('a pointer that leads elsewhere is refused', async () => {
  const evil = join(root, 'evil');
  mkdirSync(evil);
  writeFileSync(join(evil, 'postgres.json'), JSON.stringify({ home: '/var/lib/maximus/../../etc' }));
  await expect(startEmbedded({ dataDir: evil, logger })).rejects.toMatchObject({ code: 'storage.embedded_folder' });
});

test.skipIf(!isRoot || !existsSync('/usr/bin/setpriv'))(
  'as an ordinary user it runs from its own data directory',
  async () => {
    const own = mkdtempSync(join(tmpdir(), 'maximus-ordinary-'));
    const nobody = 65_534;
    chownSync(own, nobody, nobody);
    const script = `
    const { startEmbedded } = await import(${JSON.stringify(join(import.meta.dirname, 'start-embedded.ts'))});
    const nothing = () => undefined;
    const logger = { debug: nothing, info: nothing, warn: nothing, error: nothing };
    for (let round = 0; round < 2; round += 1) {
      const server = await startEmbedded({ dataDir: ${JSON.stringify(join(own, 'data'))}, logger });
      await server.stop();
    }
    console.log(process.getuid(), 'ran');
  `;
    const user = [`--reuid=${nobody}`, `--regid=${nobody}`, '--clear-groups'];
    const output = execFileSync('/usr/bin/setpriv', [...user, process.execPath, '--input-type=module', '-e', script], {
      encoding: 'utf8',
      cwd: '/',
    });
    expect(output.trim()).toBe('65534 ran');
    expect(statSync(join(own, 'data', 'postgres', 'data')).uid).toBe(nobody);
    expect(statSync(join(own, 'data')).mode & 0o777).toBe(0o700);
    rmSync(own, { recursive: true, force: true });
  },
);
