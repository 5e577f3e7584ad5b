import { readFileSync } from 'node:fs';
import type { ConnectionOptions } from 'node:tls';
import { parseDuration, unwrap } from '@maximus/kernel';
import type { RedisConfig } from '../config.ts';
import { errors } from '../errors.ts';
import { parseRedisUrl, type RedisTarget } from './target.ts';

/** Who we are to a server. */
interface Login {
  readonly username?: string;
  readonly password?: string;
}

/** What connections are made with. */
export interface RedisSettings {
  readonly target: RedisTarget;
  readonly login: Login;
  readonly sentinelLogin: Login;
  readonly db: number;
  /** Absent: not encrypted. */
  readonly tls?: ConnectionOptions;
  readonly maxConnections: number;
  readonly connectTimeoutMs: number;
  readonly commandTimeoutMs: number;
  readonly keyPrefix: string;
}

/** Reads the URL and the files that the settings name. Throws `cache.bad_url` and `cache.secret_unreadable`. */
export function redisSettings(config: RedisConfig): RedisSettings {
  const target = unwrap(parseRedisUrl(config.url));
  const db = config.db === 0 ? (target.db ?? 0) : config.db;
  if (target.topology === 'cluster' && db !== 0)
    throw errors.bad_url('a Redis cluster has no databases: set redis.db to 0');
  const username = config.username === '' ? target.username : config.username;
  const password = config.password_file === '' ? target.password : secret(config.password_file);
  return {
    target,
    login: login(username, password),
    sentinelLogin: login(
      config.sentinel_username === '' ? undefined : config.sentinel_username,
      config.sentinel_password_file === '' ? undefined : secret(config.sentinel_password_file),
    ),
    db,
    ...(config.tls || target.tls ? { tls: tlsOptions(config) } : {}),
    maxConnections: config.max_connections,
    connectTimeoutMs: parseDuration(config.connect_timeout) ?? 5_000,
    commandTimeoutMs: parseDuration(config.command_timeout) ?? 2_000,
    keyPrefix: config.key_prefix,
  };
}

function login(username: string | undefined, password: string | undefined): Login {
  return { ...(username === undefined ? {} : { username }), ...(password === undefined ? {} : { password }) };
}

function tlsOptions(config: RedisConfig): ConnectionOptions {
  const file = (path: string) => (path === '' ? undefined : secret(path));
  const [ca, cert, key] = [file(config.tls_ca_file), file(config.tls_cert_file), file(config.tls_key_file)];
  return {
    ...(ca === undefined ? {} : { ca }),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
  };
}

/** The text of a small file without the line break at its end. */
function secret(path: string): string {
  try {
    return readFileSync(path, 'utf8').replace(/\r?\n$/, '');
  } catch (cause) {
    throw errors.secret_unreadable(`${path} cannot be read`, { file: path }, cause);
  }
}
