import { join, resolve } from 'node:path';
import type { Audit } from '@maximus/audit';
import type { Route } from '@maximus/http';
import { createIdentity, type Identity, loadKeyFile } from '@maximus/identity';
import type { Module } from '@maximus/kernel';
import type { Storage } from '@maximus/storage';
import { needOf, type ServerContext } from './context.ts';

/** Accounts, sessions, tokens and log-in. */
export function identityModule({ config, clock, logger, dataDir, publicUrl }: ServerContext): Module<Route> {
  return {
    name: 'identity',
    needs: ['storage', 'audit'],
    start: async (needs) => {
      const { database } = needOf<Storage>(needs, 'storage');
      const keyFile =
        config.auth.key_file === '' ? join(dataDir, 'keys', 'identity.key') : resolve(config.auth.key_file);
      const identity: Identity = await createIdentity({
        db: database,
        connection: database.connection,
        clock,
        audit: needOf<Audit>(needs, 'audit'),
        log: logger.child({ logger: 'identity' }),
        config: config.auth,
        environment: config.environment,
        publicUrl: () => publicUrl,
        key: await loadKeyFile(keyFile),
      });
      return { value: identity, routes: identity.routes, stop: () => identity.stop() };
    },
  };
}
