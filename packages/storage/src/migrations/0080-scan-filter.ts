import type { Migration } from './types.ts';

/** The least severity that a scan was asked to count, as a place in the order from the worst; null counts all. */
export const scanFilter: Migration = {
  id: '0080-scan-filter',
  up(sql) {
    return sql`alter table scan add column least_severity_rank smallint`;
  },
};
