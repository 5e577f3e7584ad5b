import { z } from 'zod';

/** One fault of a request: where it is, and what is wrong. */
export const ProblemItem = z.object({ path: z.string(), code: z.string(), message: z.string() });
export type ProblemItem = z.infer<typeof ProblemItem>;

/** What every error of the API looks like: RFC 9457 with our code and the chain it belongs to (platform.md §1.4). */
export const Problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  detail: z.string(),
  instance: z.string(),
  code: z.string(),
  correlation_id: z.string(),
  errors: z.array(ProblemItem).optional(),
  retry_after: z.number().int().optional(),
  /** Why a limiter refused, and the policy that did. */
  reason: z.string().optional(),
  policy: z.string().optional(),
  /** With a conflict: what the entity is now. */
  current: z.unknown().optional(),
});
export type Problem = z.infer<typeof Problem>;
