import { auditRoutes, createAudit } from '@maximus/audit';
import type { Route } from '@maximus/http';
import type { Module } from '@maximus/kernel';
import type { Storage } from '@maximus/storage';
import { needOf, type ServerContext } from './context.ts';

/** The append-only log of what was done. */
export function auditModule({ clock, logger }: ServerContext): Module<Route> {
  return {
    name: 'audit',
    needs: ['storage'],
    start: async (needs) => {
      const { database: db } = needOf<Storage>(needs, 'storage');
      const audit = createAudit({ db, clock, log: logger.child({ logger: 'audit' }) });
      return { value: audit, routes: auditRoutes({ db, audit }), stop: () => audit.stop() };
    },
  };
}
