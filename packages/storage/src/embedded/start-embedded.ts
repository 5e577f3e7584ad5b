import { randomBytes } from 'node:crypto';
import { chown, mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import pg from 'pg';
import { type ConnectionSettings, clientConfig, type StorageLog } from '../database/index.ts';
import { errors } from '../errors.ts';
import { type ClusterLock, takeClusterLock } from './cluster-lock.ts';
import { endLeftover } from './leftover.ts';
import { type Binaries, locateBinaries } from './locate-binaries.ts';
import { abandonedHomes, findPlace, type Place } from './place.ts';
import { type Postmaster, runProgram, startPostmaster } from './postmaster.ts';

/** How the embedded server is started. */
export interface EmbeddedOptions {
  /** The product's data directory; the cluster lies below it, or where its `postgres.json` says. */
  readonly dataDir: string;
  readonly logger: StorageLog;
  /** Gives up safety against a crash of the machine for speed; for tests alone. */
  readonly unsafeFast?: boolean;
  readonly maxConnections?: number;
}

/** A running embedded PostgreSQL. */
export interface EmbeddedServer {
  /** To the database `maximus`, which exists. Stays the same when the server is started again. */
  readonly connection: ConnectionSettings;
  /** Of the server process that runs now. */
  pid(): number;
  /** Once the signal is aborted it stops at once; the next start then replays the log. Nothing committed is lost either way. */
  stop(deadline?: AbortSignal): Promise<void>;
}

const role = 'maximus';
const restartPauseMs = 1_000;

/**
 * Starts PostgreSQL on a data directory, making the cluster at the first start. It listens on a free port of 127.0.0.1
 * only and wants its password (SCRAM), which lies in a file that only this user reads. A server that dies is started
 * again on the same port, until `stop`. Fails with `storage.embedded_*`.
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedServer> {
  const place = await findPlace(options.dataDir);
  const lock = await takeClusterLock(place.lockFile);
  await leaveFormer(place, options);
  if (place.user !== undefined) void tellAbandoned(options.logger);
  let postmaster: Postmaster | undefined;
  try {
    const binaries = await locateBinaries(place.programs);
    const password = await prepareCluster(place, binaries, options.unsafeFast === true);
    const start = (port?: number) => startPostmaster(place, binaries, settingsFor(options), port);
    postmaster = await start();
    const { pid, port } = postmaster;
    const connection = { host: '127.0.0.1', port, user: role, password, database: role, tls: false } as const;
    await ensureDatabase(connection);
    options.logger.info({ pid, port, home: place.home, user: place.user?.name }, 'embedded PostgreSQL runs');
    return keepRunning(postmaster, () => start(port), connection, options.logger, lock);
  } catch (error) {
    await postmaster?.stop();
    await lock.release();
    throw error;
  }
}

/** Names the database that a directory of this path had, and ends what a killed start left running on it. It is never deleted. */
async function leaveFormer({ home, former }: Place, { dataDir, logger }: EmbeddedOptions): Promise<void> {
  if (former === undefined) return;
  logger.warn(
    { data_dir: dataDir, home, former: former.home },
    'the data directory is new and so is its database; the one that a directory of this path had before is not used',
  );
  try {
    const lock = await takeClusterLock(former.lockFile);
    await endLeftover(former.data).finally(() => lock.release());
  } catch (error) {
    // A server still runs whose data directory was removed below it: somebody's, and no obstacle to this one.
    logger.warn({ err: error, former: former.home }, 'the database that is left is still in use');
  }
}

/** Says which databases of root no data directory points to, so that none stays unnamed for ever. */
async function tellAbandoned(logger: StorageLog): Promise<void> {
  try {
    const abandoned = await abandonedHomes();
    if (abandoned.length === 0) return;
    logger.warn(
      { count: abandoned.length, abandoned: abandoned.slice(0, 10) },
      'no data directory points to these databases; delete the home of one whose data directory is gone for good',
    );
  } catch (error) {
    // A word to a person; no start fails for it.
    logger.debug({ err: error }, 'databases that nothing points to could not be looked for');
  }
}

function keepRunning(
  first: Postmaster,
  restart: () => Promise<Postmaster>,
  connection: ConnectionSettings,
  logger: StorageLog,
  lock: ClusterLock,
): EmbeddedServer {
  const stopping = new AbortController();
  let current = first;
  const watch = async (): Promise<void> => {
    for (;;) {
      await current.ended;
      if (stopping.signal.aborted) return;
      logger.error({ pid: current.pid }, 'embedded PostgreSQL ended by itself and is started again');
      while (!stopping.signal.aborted) {
        try {
          current = await restart();
          logger.info({ pid: current.pid }, 'embedded PostgreSQL runs again');
          break;
        } catch (error) {
          logger.error({ err: error }, 'embedded PostgreSQL does not start again; it is tried on');
          await sleep(restartPauseMs, undefined, { signal: stopping.signal }).catch(() => undefined);
        }
      }
      if (stopping.signal.aborted) return;
    }
  };
  const watched = watch();
  const stopOnce = async (deadline?: AbortSignal): Promise<void> => {
    stopping.abort();
    try {
      await current.stop(deadline);
      await watched;
      // A start that was under way has ended with a server of its own.
      await current.stop(deadline);
    } finally {
      await lock.release();
    }
  };
  let stopped: Promise<void> | undefined;
  return {
    connection,
    pid: () => current.pid,
    stop: (deadline) => {
      stopped ??= stopOnce(deadline);
      return stopped;
    },
  };
}

async function ensureDatabase(connection: ConnectionSettings): Promise<void> {
  const client = new pg.Client(clientConfig({ ...connection, database: 'postgres' }, 'maximus-start'));
  await client.connect();
  try {
    const { rowCount } = await client.query('select from pg_database where datname = $1', [connection.database]);
    if (rowCount === 0) await client.query(`create database ${pg.escapeIdentifier(connection.database)}`);
  } finally {
    await client.end();
  }
}

/** Makes the cluster aside and renames it, so that a killed first start leaves nothing half made. Answers the password. */
async function prepareCluster(place: Place, binaries: Binaries, unsafeFast: boolean): Promise<string> {
  const version = await readFile(join(place.data, 'PG_VERSION'), 'utf8').catch(missing);
  if (version !== undefined) {
    if (version.trim() !== binaries.major) {
      throw errors.embedded_version(
        `${place.data} was written by PostgreSQL ${version.trim()}, this is ${binaries.major}`,
      );
    }
    const password = await readFile(place.passwordFile, 'utf8').catch(missing);
    if (password === undefined) throw errors.embedded_folder(`${place.passwordFile} is missing`);
    return password;
  }
  if ((await stat(place.data).catch(missing)) !== undefined) {
    throw errors.embedded_folder(`${place.data} is there but is no PostgreSQL data directory`);
  }
  const password = randomBytes(24).toString('base64url');
  await writeDurably(place.passwordFile, password);
  const aside = `${place.data}.new`;
  const passwordCopy = join(aside, '..', 'password.init');
  await rm(aside, { recursive: true, force: true });
  await mkdir(aside, { mode: 0o700 });
  try {
    // initdb runs as the service user, which cannot read the password file itself.
    await writeDurably(passwordCopy, password);
    if (place.user !== undefined) {
      await chown(aside, place.user.uid, place.user.gid);
      await chown(passwordCopy, place.user.uid, place.user.gid);
    }
    const args = ['-D', aside, '-U', role, '--auth=scram-sha-256', `--pwfile=${passwordCopy}`, '--encoding=UTF8'];
    // One order of text on every machine, which no update of the system's libraries changes below the indexes.
    args.push('--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C', '--no-instructions');
    if (unsafeFast) args.push('--no-sync');
    await runProgram(binaries.initdb, args, place);
    await rename(aside, place.data);
  } finally {
    await rm(passwordCopy, { force: true });
    await rm(aside, { recursive: true, force: true });
  }
  return password;
}

async function writeDurably(path: string, text: string): Promise<void> {
  const file = await open(path, 'w', 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** For a laptop that also does other things: little memory of its own, the system's page cache does the rest. */
function settingsFor(options: EmbeddedOptions): Record<string, string> {
  return {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: String(options.maxConnections ?? 100),
    shared_buffers: '128MB',
    effective_cache_size: '1GB',
    work_mem: '8MB',
    maintenance_work_mem: '64MB',
    max_wal_size: '1GB',
    min_wal_size: '80MB',
    // Not compressed: without LZ4 or Zstandard, which this build lacks, that takes longer than writing does.
    wal_compression: 'off',
    random_page_cost: '1.1',
    jit: 'off',
    // After a crash, one call for the disk instead of one for each file.
    ...(process.platform === 'linux' && { recovery_init_sync_method: 'syncfs' }),
    timezone: 'UTC',
    log_timezone: 'UTC',
    lc_messages: 'C',
    log_lock_waits: 'on',
    log_statement: 'none',
    log_min_error_statement: 'panic',
    cluster_name: 'maximus',
    ...(options.unsafeFast
      ? { fsync: 'off', full_page_writes: 'off', synchronous_commit: 'off', autovacuum_naptime: '10min' }
      : { synchronous_commit: 'on' }),
  };
}

function missing(error: NodeJS.ErrnoException): undefined {
  if (error.code === 'ENOENT') return undefined;
  throw error;
}
