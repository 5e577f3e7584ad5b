import { readFile, rm } from 'node:fs/promises';
import { createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { silentLogger } from '@maximus/observability';
import pg from 'pg';
import { createPool } from '../database/index.ts';
import { type EmbeddedServer, startEmbedded } from '../embedded/index.ts';
import { controlPath } from './server-address.ts';

/**
 * The process of the shared test server: runs one embedded PostgreSQL as long as a test process is attached to its
 * socket. It tells each how to connect, drops the databases that one leaves behind, and ends soon after the last has left.
 */
const idleMs = 10_000;
const folder = process.argv[2];
if (folder === undefined) throw new Error('usage: server-process.ts FOLDER');
await serve(folder);

async function serve(folder: string): Promise<void> {
  const server = await startFresh(join(folder, 'data'));
  // Another test process was faster; those that wait find its socket.
  if (server === undefined) return;
  const connection = { ...server.connection, database: 'postgres' };
  const admin = createPool({ connection, applicationName: 'test-server', logger: silentLogger, size: 1 });
  const drop = (name: string) => admin.query(`drop database if exists ${pg.escapeIdentifier(name)} with (force)`);
  const { rows } = await admin.query<{ datname: string }>(
    "select datname from pg_database where datname ~ '^(test|template|building)_'",
  );
  for (const { datname } of rows) await drop(datname);

  const attached = new Set<Socket>();
  const control = createServer((socket) => {
    attached.add(socket);
    clearTimeout(idle);
    const databases = new Set<string>();
    let rest = '';
    socket.on('data', (chunk) => {
      const lines = (rest + chunk.toString()).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        if (line.startsWith('+')) databases.add(line.slice(1));
        else databases.delete(line.slice(1));
      }
    });
    socket.on('error', () => socket.destroy());
    socket.on('close', async () => {
      attached.delete(socket);
      if (ending) return;
      if (attached.size === 0) idle = setTimeout(end, idleMs);
      // What stays behind now goes at the next start.
      for (const name of databases) await drop(name).catch(() => undefined);
    });
    socket.write(`${JSON.stringify(server.connection)}\n`);
  });
  let ending = false;
  const end = async () => {
    if (ending) return;
    ending = true;
    clearTimeout(idle);
    control.close();
    for (const socket of attached) socket.destroy();
    await admin.end();
    await server.stop();
  };
  let idle = setTimeout(end, idleMs);
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, end);
  // Holding the lock of the cluster, a socket file that is there belongs to a process that was killed.
  await rm(controlPath(folder), { force: true });
  control.listen(controlPath(folder));
}

/** The cluster of the run before is used again; one that does not start, after a crash of the machine, is made anew. */
async function startFresh(dataDir: string): Promise<EmbeddedServer | undefined> {
  const options = { dataDir, logger: silentLogger, unsafeFast: true, maxConnections: 200 };
  try {
    return await startEmbedded(options);
  } catch (error) {
    if ((error as { code?: string }).code === 'storage.embedded_in_use') return undefined;
    const pointer = await readFile(join(dataDir, 'postgres.json'), 'utf8').catch(() => undefined);
    if (pointer !== undefined)
      await rm((JSON.parse(pointer) as { home: string }).home, { recursive: true, force: true });
    await rm(dataDir, { recursive: true, force: true });
    return await startEmbedded(options);
  }
}
