import { checkServerIdentity } from 'node:tls';
import type { ClientConfig } from 'pg';
import type { ConnectionSettings } from './types.ts';

/** Session settings every connection starts with; they travel in the start-up message and cost no round trip. */
export interface SessionLimits {
  readonly statementTimeoutMs?: number;
  readonly lockTimeoutMs?: number;
  readonly idleInTransactionTimeoutMs?: number;
}

const connectTimeoutMs = 5_000;

/** What `pg` takes for one connection. */
export function clientConfig(
  connection: ConnectionSettings,
  applicationName: string,
  limits: SessionLimits = {},
): ClientConfig {
  const { tls } = connection;
  return {
    host: connection.host,
    port: connection.port,
    user: connection.user,
    database: connection.database,
    ...(connection.password !== undefined && { password: connection.password }),
    ssl:
      tls === false
        ? false
        : {
            rejectUnauthorized: tls.verify,
            // The driver names the server to TLS only when it has a name; one of numbers would be checked as "localhost".
            checkServerIdentity: (_name, certificate) => checkServerIdentity(connection.host, certificate),
            ...(tls.ca !== undefined && { ca: tls.ca }),
            ...(tls.cert !== undefined && { cert: tls.cert }),
            ...(tls.key !== undefined && { key: tls.key }),
          },
    application_name: applicationName.slice(0, 63),
    connectionTimeoutMillis: connectTimeoutMs,
    keepAlive: true,
    ...(limits.statementTimeoutMs !== undefined && { statement_timeout: limits.statementTimeoutMs }),
    ...(limits.lockTimeoutMs !== undefined && { lock_timeout: limits.lockTimeoutMs }),
    ...(limits.idleInTransactionTimeoutMs !== undefined && {
      idle_in_transaction_session_timeout: limits.idleInTransactionTimeoutMs,
    }),
  };
}
