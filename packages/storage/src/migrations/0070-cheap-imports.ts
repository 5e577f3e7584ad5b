import type { Migration } from './types.ts';

/**
 * What the import of a project wrote again and again. Lists read what an APV says from the APV, so that its findings need
 * not repeat it: each further project of a group used to rewrite all findings of that group. APVs change often, and find
 * room on their own page.
 */
export const cheapImports: Migration = {
  id: '0070-cheap-imports',
  up(sql) {
    return sql`
      alter table finding
        drop column urgency,
        drop column severity_rank,
        drop column cvss,
        drop column epss,
        drop column in_kev,
        drop column due_at;

      alter table apv set (fillfactor = 70);
    `;
  },
};
