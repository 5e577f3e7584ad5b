import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLogger } from '@maximus/observability';
import type { ConnectionSettings } from '../database/index.ts';
import { findPlace, locateBinaries, type Postmaster, startEmbedded, startPostmaster } from '../embedded/index.ts';

/** A PostgreSQL of the test's own, which it may stop and start. */
export interface TestPostgres {
  readonly connection: ConnectionSettings;
  /** As `database.url` takes it. */
  readonly url: string;
  /** Ends every session and stops. */
  stop(): Promise<void>;
  /** Ends at once, as a crash does: the next start replays the log. */
  crash(): Promise<void>;
  /** Starts again with the same data on the same port, and waits until it takes connections. */
  restart(): Promise<void>;
  /** Ends it and removes its data. */
  dispose(): Promise<void>;
}

const settings = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '200',
  log_statement: 'none',
} as const;

/** Starts a PostgreSQL that nobody starts again by itself, with an empty database and full safety against a crash. */
export async function startPostgres(): Promise<TestPostgres> {
  const dataDir = await mkdtemp(join(tmpdir(), 'maximus-postgres-'));
  const first = await startEmbedded({ dataDir, logger: silentLogger });
  await first.stop();
  const place = await findPlace(dataDir);
  const binaries = await locateBinaries(place.programs);
  let running: Postmaster | undefined = await startPostmaster(place, binaries, settings);
  const { port } = running;
  // A test that is given up must not leave a server behind.
  const kill = () => running !== undefined && process.kill(running.pid, 'SIGQUIT');
  process.once('exit', kill);
  const connection = { ...first.connection, port };
  const { user, password, database } = connection;
  const end = async (deadline?: AbortSignal) => {
    const ending = running;
    running = undefined;
    await ending?.stop(deadline);
  };
  return {
    connection,
    url: `postgres://${user}:${password}@127.0.0.1:${port}/${database}?sslmode=disable`,
    stop: () => end(),
    crash: () => end(AbortSignal.abort()),
    restart: async () => {
      running = await startPostmaster(place, binaries, settings, port);
    },
    dispose: async () => {
      await end(AbortSignal.abort());
      process.removeListener('exit', kill);
      await rm(place.home, { recursive: true, force: true });
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
