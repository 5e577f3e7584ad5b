import type { Database, StorageLog } from '../database/index.ts';
import type { Jobs } from '../jobs/index.ts';
import { purge } from './purge.ts';

/** Has the cluster purge what is past its time, once an hour. Before the jobs are started. */
export function registerRetention(jobs: Jobs, database: Pick<Database, 'kysely'>, logger: StorageLog): void {
  jobs.register(
    'storage.purge',
    async (_, { signal }) => {
      const deleted = await purge(database, signal);
      logger.info({ deleted }, 'deleted what was past its time');
    },
    { cron: '17 * * * *' },
  );
}
