import type { Migration } from './types.ts';

/**
 * Which projects have a component, and how, is answered by the index alone: in the table the places of one component lie
 * on as many pages as projects have it.
 */
export const whoHasIt: Migration = {
  id: '0071-who-has-it',
  up(sql) {
    return sql`
      alter table occurrence
        drop constraint occurrence_pkey,
        add primary key (component_key, project_key, file_key, scope) include (direct);
    `;
  },
};
