import { fail, ok, type Result } from '@maximus/kernel';
import { errors } from '../errors.ts';
import type { Topology } from './types.ts';

/** One server as a URL names it. */
export interface RedisAddress {
  readonly host: string;
  readonly port: number;
}

/** What a Redis URL says. */
export interface RedisTarget {
  readonly topology: Exclude<Topology, 'memory'>;
  readonly addresses: readonly RedisAddress[];
  /** Name of the master group; only with Sentinel. */
  readonly group?: string;
  readonly username?: string;
  readonly password?: string;
  readonly db?: number;
  readonly tls: boolean;
}

const schemes = new Map<string, { topology: RedisTarget['topology']; port: number; tls: boolean }>([
  ['redis', { topology: 'standalone', port: 6379, tls: false }],
  ['rediss', { topology: 'standalone', port: 6379, tls: true }],
  ['redis-sentinel', { topology: 'sentinel', port: 26_379, tls: false }],
  ['rediss-sentinel', { topology: 'sentinel', port: 26_379, tls: true }],
  ['redis-cluster', { topology: 'cluster', port: 6379, tls: false }],
  ['rediss-cluster', { topology: 'cluster', port: 6379, tls: true }],
]);

/**
 * Reads `scheme://[user[:password]@]host[:port][,host[:port]…][/path]`. The path is the database of a single server, the
 * name of the group with Sentinel, and nothing in a cluster. Fails with `cache.bad_url`; the message holds no password.
 */
export function parseRedisUrl(url: string): Result<RedisTarget> {
  const bad = (why: string) => fail(errors.bad_url(`the Redis URL ${why}`));
  if (url.length > 4_096) return bad('is too long');
  const schemeEnd = url.indexOf('://');
  const scheme = schemes.get(url.slice(0, Math.max(0, schemeEnd)).toLowerCase());
  if (scheme === undefined) return bad('has an unknown scheme');
  const rest = url.slice(schemeEnd + 3);
  if (/[?#\s]/.test(rest)) return bad('may not hold a query, a fragment or spaces');
  const at = rest.lastIndexOf('@');
  const login = readLogin(rest.slice(0, Math.max(0, at)));
  if (login === undefined) return bad('has a user or password that is not percent-encoded');
  const [hosts = '', ...path] = rest.slice(at + 1).split('/');
  const addresses = hosts.split(',').map((text) => readAddress(text, scheme.port));
  if (!addresses.every((address) => address !== undefined)) return bad('names a server that is not host or host:port');
  const name = path.join('/');
  const target = { topology: scheme.topology, addresses, tls: scheme.tls, ...login };
  switch (scheme.topology) {
    case 'standalone':
      if (addresses.length !== 1) return bad('names several servers; use redis-sentinel:// or redis-cluster://');
      if (name === '') return ok(target);
      return /^\d{1,7}$/.test(name)
        ? ok({ ...target, db: Number(name) })
        : bad('has a path that is not a database number');
    case 'sentinel':
      return /^[\w.-]{1,128}$/.test(name) ? ok({ ...target, group: name }) : bad('lacks the name of the group: …/name');
    case 'cluster':
      return name === '' ? ok(target) : bad('has a path; a cluster has no databases');
  }
}

function readLogin(text: string): { username?: string; password?: string } | undefined {
  if (text === '') return {};
  const colon = text.indexOf(':');
  try {
    const username = decodeURIComponent(colon < 0 ? text : text.slice(0, colon));
    const password = colon < 0 ? '' : decodeURIComponent(text.slice(colon + 1));
    return { ...(username === '' ? {} : { username }), ...(password === '' ? {} : { password }) };
  } catch {
    return undefined;
  }
}

function readAddress(text: string, fallbackPort: number): RedisAddress | undefined {
  const parts = /^(?:\[([0-9a-fA-F:.]{2,45})\]|([\w.-]{1,253}))(?::(\d{1,5}))?$/.exec(text);
  if (parts === null) return undefined;
  const port = parts[3] === undefined ? fallbackPort : Number(parts[3]);
  return port < 1 || port > 65_535 ? undefined : { host: parts[1] ?? parts[2] ?? '', port };
}
