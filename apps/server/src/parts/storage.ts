import { readFileSync } from 'node:fs';
import type { Route } from '@maximus/http';
import { configErrors, type Module, parseDuration } from '@maximus/kernel';
import { openStorage, parseDatabaseUrl, type Storage } from '@maximus/storage';
import { errors } from '../errors.ts';
import type { ServerContext } from './context.ts';

/** The database with everything that is kept in it. */
export function storageModule({ config, ...context }: ServerContext): Module<Route> {
  return {
    name: 'storage',
    needs: [],
    start: async () => {
      const { database } = config;
      const logger = context.logger.child({ logger: 'storage' });
      const storage: Storage = await openStorage({
        connection: database.url === '' ? undefined : connectionOf(config.database),
        workingRole: workingRoleOf(config.database),
        dataDir: context.dataDir,
        clock: context.clock,
        logger,
        metrics: context.registry,
        stuck: context.jobs,
        applicationName: 'maximus-server',
        poolSize: database.pool_size,
        prepares: database.prepared_statements,
        jobConcurrency: database.job_concurrency,
        limits: {
          statementTimeoutMs: parseDuration(database.statement_timeout) ?? 60_000,
          lockTimeoutMs: parseDuration(database.lock_timeout) ?? 10_000,
        },
      });
      return { value: storage, checks: storage.checks, stop: (deadline) => storage.stop(deadline) };
    },
  };
}

function connectionOf(config: ServerContext['config']['database']) {
  const files = {
    password: config.password_file,
    ca: config.tls_ca_file,
    cert: config.tls_cert_file,
    key: config.tls_key_file,
  };
  const given = Object.entries(files).filter(([, file]) => file !== '');
  const parsed = parseDatabaseUrl(config.url, {
    ...(config.password !== '' && { password: config.password }),
    ...Object.fromEntries(given.map(([name, file]) => [name, readSecret(name, file)])),
  });
  if (parsed.ok) return parsed.value;
  throw configErrors.config_invalid(`"database.url": ${parsed.error.message}`, {}, parsed.error);
}

/** Of the embedded database as well: it is no other program's, and neither setting has to be given. */
function workingRoleOf({ working_user: user, working_password_file: file }: ServerContext['config']['database']) {
  return {
    ...(user !== '' && { user }),
    ...(file !== '' && { password: readSecret('password', file) }),
  };
}

function readSecret(name: string, file: string): string {
  try {
    const text = readFileSync(file, 'utf8');
    return name === 'password' ? text.trim() : text;
  } catch (cause) {
    throw errors.secret_unreadable(`the file ${file} cannot be read`, { file }, cause);
  }
}
