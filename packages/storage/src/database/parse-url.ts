import { fail, ok, type Result } from '@maximus/kernel';
import { errors } from '../errors.ts';
import type { ConnectionSettings, TlsSettings } from './types.ts';

/** What does not stand in a URL, as text. */
export interface ConnectionSecrets {
  readonly password?: string;
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
}

const modes = ['disable', 'prefer', 'require', 'verify-ca', 'verify-full'];
const known = new Set(['sslmode', 'application_name']);

/**
 * Reads `postgres://user:password@host:port/name?sslmode=…`. `sslmode` as libpq has it, but without falling back to plain
 * text: `prefer` is `require`, and `verify-ca` checks the name too. Without one: `verify-full` when certificates are
 * given, `disable` for this machine, `require` else. Fails with `storage.url_invalid`, which does not repeat the URL.
 */
export function parseDatabaseUrl(text: string, secrets: ConnectionSecrets = {}): Result<ConnectionSettings> {
  const invalid = (why: string) => fail(errors.url_invalid(why));
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^postgres(ql)?:$/.test(url.protocol)) return invalid('it does not begin with postgres://');
  const decoded = [url.username, url.password, url.pathname.slice(1)].map(decode);
  const [user, password, database] = decoded;
  if (user === undefined || password === undefined || database === undefined) return invalid('a %-escape is broken');
  if (user === '') return invalid('the user is missing');
  if (database === '' || database.includes('/')) return invalid('the name of the database is missing');
  const unknown = [...url.searchParams.keys()].find((name) => !known.has(name));
  if (unknown !== undefined) return invalid(`"${unknown.slice(0, 64)}" is not a known parameter`);
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  if (host === '') return invalid('the host is missing');
  const mode = url.searchParams.get('sslmode') ?? defaultMode(host, secrets);
  if (!modes.includes(mode)) return invalid(`sslmode is one of ${modes.join(', ')}`);
  const secret = secrets.password ?? (password === '' ? undefined : password);
  return ok({
    host,
    port: url.port === '' ? 5432 : Number(url.port),
    user,
    database,
    ...(secret !== undefined && { password: secret }),
    tls: mode === 'disable' ? false : tlsOf(mode, secrets),
  });
}

function defaultMode(host: string, { ca, cert }: ConnectionSecrets): string {
  if (ca !== undefined || cert !== undefined) return 'verify-full';
  return ['localhost', '127.0.0.1', '::1'].includes(host) ? 'disable' : 'require';
}

function tlsOf(mode: string, { ca, cert, key }: ConnectionSecrets): TlsSettings {
  return {
    verify: mode.startsWith('verify'),
    ...(ca !== undefined && { ca }),
    ...(cert !== undefined && { cert }),
    ...(key !== undefined && { key }),
  };
}

function decode(part: string): string | undefined {
  try {
    return decodeURIComponent(part);
  } catch (error) {
    if (error instanceof URIError) return undefined;
    throw error;
  }
}
