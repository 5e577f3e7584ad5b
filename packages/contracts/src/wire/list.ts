import { z } from 'zod';

/** How long a page may be (platform.md §1.3). */
export const maxPageSize = 200;

/**
 * The query of a list: `limit`, an opaque `cursor`, and one of the sorts it offers, ascending or with `-` descending.
 * @example
 * const Query = listQuery(['name', 'created_at']).extend({ team: z.string().optional() });
 */
export function listQuery<const S extends readonly [string, ...string[]]>(sorts: S) {
  const both = sorts.flatMap((sort) => [sort, `-${sort}`]) as [S[number] | `-${S[number]}`];
  return z.strictObject({
    limit: z.coerce.number().int().min(1).max(maxPageSize).default(50),
    cursor: z.string().max(1_024).optional(),
    sort: z.enum(both).optional(),
  });
}

/** The answer of a list; totals stand only where they are cheap. */
export function pageOf<T extends z.ZodType>(item: T) {
  return z.object({
    items: z.array(item),
    next_cursor: z.string().nullable(),
    total: z.number().int().optional(),
    total_estimate: z.number().int().optional(),
  });
}
