import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Audit } from '@maximus/audit';
import { startHerald } from '@maximus/herald';
import type { Route } from '@maximus/http';
import type { Module } from '@maximus/kernel';
import type { Storage } from '@maximus/storage';
import type { BusPart } from './bus.ts';
import { needOf, type ServerContext } from './context.ts';

const mostBytes = 16_384;

/** Tells people outside: signed webhooks, PagerDuty, Slack. */
export function heraldModule({ config, clock, logger, registry, dataDir, publicUrl }: ServerContext): Module<Route> {
  return {
    name: 'herald',
    needs: ['storage', 'bus', 'audit'],
    start: async (needs) => {
      const { database, inbox, jobs } = needOf<Storage>(needs, 'storage');
      const { bus } = needOf<BusPart>(needs, 'bus');
      return await startHerald({
        config: config.herald,
        clock,
        logger: logger.child({ logger: 'herald' }),
        metrics: registry,
        database,
        inbox,
        jobs,
        bus,
        audit: needOf<Audit>(needs, 'audit'),
        secretsOf: (name) => secretsIn(join(dataDir, 'secrets', name)),
        publicUrl,
      });
    },
  };
}

/** The secrets of a file, one a line; none where there is no file. */
async function secretsIn(path: string): Promise<readonly string[]> {
  try {
    const { size } = await stat(path);
    if (size > mostBytes) return [];
    const lines = (await readFile(path, 'utf8')).split('\n').map((line) => line.trim());
    return lines.filter((line) => line !== '');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
