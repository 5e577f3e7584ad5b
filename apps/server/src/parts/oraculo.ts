import { join } from 'node:path';
import type { Cache } from '@maximus/cache';
import type { Route } from '@maximus/http';
import type { Module } from '@maximus/kernel';
import { startOraculo } from '@maximus/oraculo';
import type { Storage } from '@maximus/storage';
import { needOf, type ServerContext } from './context.ts';
import { environmentProxy } from './environment-proxy.ts';
import type { FirstStart } from './first-start.ts';

/** Senses and matches: projects, snapshots, findings and APVs. */
export function oraculoModule({ config, clock, logger, registry, dataDir, version }: ServerContext): Module<Route> {
  return {
    name: 'oraculo',
    needs: ['storage', 'cache', 'first-start'],
    start: async (needs) => {
      const { database, jobs } = needOf<Storage>(needs, 'storage');
      const { indexFolder, examples } = needOf<FirstStart>(needs, 'first-start');
      const { source, environment } = config;
      // The examples lie where the server put them itself; other folders must be named.
      const roots = examples === undefined ? source.roots : [...source.roots, join(dataDir, 'examples')];
      const running = await startOraculo({
        config: { ...config, source: { ...source, roots } },
        clock,
        logger: logger.child({ logger: 'oraculo' }),
        metrics: registry,
        database,
        jobs,
        cache: needOf<Cache>(needs, 'cache'),
        indexDir: indexFolder,
        version,
        environment,
        network: environmentProxy(process.env),
      });
      if (examples !== undefined) await running.value.registerExamples(examples.folder);
      return running;
    },
  };
}
