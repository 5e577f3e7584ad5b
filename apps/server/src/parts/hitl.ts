import type { Audit } from '@maximus/audit';
import { guardedSender } from '@maximus/herald';
import { startHitl } from '@maximus/hitl';
import type { Route } from '@maximus/http';
import { createImages } from '@maximus/images';
import type { Module } from '@maximus/kernel';
import type { Storage } from '@maximus/storage';
import type { BusPart } from './bus.ts';
import { needOf, type ServerContext } from './context.ts';
import { secretFiles } from './secret-files.ts';

/** People decide: the queue, votes, undo, release, policies, and what the log of it can prove. */
export function hitlModule({ config, clock, logger, registry, dataDir, publicUrl }: ServerContext): Module<Route> {
  return {
    name: 'hitl',
    needs: ['storage', 'bus', 'audit'],
    start: async (needs) => {
      const { database, inbox, jobs } = needOf<Storage>(needs, 'storage');
      const { bus } = needOf<BusPart>(needs, 'bus');
      return await startHitl({
        clock,
        logger: logger.child({ logger: 'hitl' }),
        metrics: registry,
        database,
        inbox,
        jobs,
        bus,
        audit: needOf<Audit>(needs, 'audit'),
        images: createImages(),
        slack: {
          config: config.slack,
          secretsOf: secretFiles(dataDir),
          post: guardedSender(config.herald.allow_addresses),
          publicUrl,
        },
      });
    },
  };
}
