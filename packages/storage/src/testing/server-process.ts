import { readFile, rm } from 'node:fs/promises';
import { createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { silentLogger } from '@maximus/observability';
import pg from 'pg';
import { clientConfig } from '../database/index.ts';
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
  const admin = new pg.Pool({ ...clientConfig({ ...server.connection, database: 'postgres' }, 'test-server'), max: 1 });
  admin.on('error', () => process.exit(1));
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
      if (attached.size === 0) idle = setTimeout(end, idleMs);
      for (const name of databases) await drop(name);
    });
    socket.write(`${JSON.stringify(server.connection)}\n`);
  });
  const end = async () => {
    control.close();
    await admin.end();
    await server.stop();
    process.exit(0);
  };
  let idle = setTimeout(end, idleMs);
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, end);
  // Holding the lock of the cluster, a socket file that is there belongs to a process that was killed.
  await rm(controlPath(folder), { force: true });
  control.listen(controlPath(folder));
}

/** The cluster of the run before is used again; one that does not start, after a crash of the machine, is made anew. */
async function startFresh(dataDir: string): Promise<EmbeddedServer> {
  const options = { dataDir, logger: silentLogger, unsafeFast: true, maxConnections: 200 };
  try {
    return await startEmbedded(options);
  } catch (error) {
    // Another test process was faster; those that wait find its socket.
    if ((error as { code?: string }).code === 'storage.embedded_in_use') process.exit(0);
    const pointer = await readFile(join(dataDir, 'postgres.json'), 'utf8').catch(() => undefined);
    if (pointer !== undefined)
      await rm((JSON.parse(pointer) as { home: string }).home, { recursive: true, force: true });
    await rm(dataDir, { recursive: true, force: true });
    return await startEmbedded(options);
  }
}
