import { formatId, type IdPrefix } from '@maximus/kernel';
import type { z } from 'zod';

/**
 * The wire form of a stored UUID with the brand that contracts give it.
 * @example
 * wireId('prj', row.id); // ProjectId
 */
export function wireId<const P extends IdPrefix>(prefix: P, uuid: string): string & z.core.$brand<P> {
  // The brand is a mark of the type checker alone; the text is made by the one function that makes ids.
  return formatId(prefix, uuid) as string as string & z.core.$brand<P>;
}
