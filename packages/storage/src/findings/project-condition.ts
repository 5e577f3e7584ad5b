import { type RawBuilder, sql } from 'kysely';

const few = 200;

/** Whether a filter by projects leaves much, so that a list is walked and filtered; else theirs are gathered first. */
export function isOfMany(projectKeys: readonly number[]): boolean {
  return projectKeys.length > few;
}

/** Whether `f.project_key` is one of some keys. Many are looked up in a hash table and not one by one in an index. */
export function isOfProjects(projectKeys: readonly number[]): RawBuilder<boolean> {
  const [only] = projectKeys;
  if (only !== undefined && projectKeys.length === 1) return sql<boolean>`f.project_key = ${only}`;
  const key = isOfMany(projectKeys) ? sql`(f.project_key + 0)` : sql`f.project_key`;
  return sql<boolean>`${key} = any(${projectKeys}::int[])`;
}
