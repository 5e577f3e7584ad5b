import { ok, type Result } from '@maximus/kernel';
import type * as z from 'zod';
import type { ForgeCall, ForgeClient } from './forge-client.ts';

const maxPages = 10;

/** All elements of a list, at most ten pages; an element that does not fit the schema is dropped and counted. */
export async function allPages<T>(
  client: ForgeClient,
  call: ForgeCall,
  schema: z.ZodType<T>,
  size: { readonly name: string; readonly count: number },
): Promise<Result<{ items: T[]; dropped: number }>> {
  const items: T[] = [];
  let dropped = 0;
  for (let page = 1; page <= maxPages; page += 1) {
    const answer = await client.call({ ...call, query: { ...call.query, [size.name]: size.count, page } });
    if (!answer.ok) return answer;
    const rows = Array.isArray(answer.value.json) ? (answer.value.json as unknown[]) : [];
    for (const row of rows) {
      const read = schema.safeParse(row);
      if (read.success) items.push(read.data);
      else dropped += 1;
    }
    if (rows.length < size.count) break;
  }
  return ok({ items, dropped });
}
