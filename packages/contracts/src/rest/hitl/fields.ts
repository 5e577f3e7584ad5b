import { z } from 'zod';

/** Under which the endpoints of review stand in the reference. */
export const tag = 'Review';
/** Who looks on. */
export const reads = { role: 'viewer' } as const;
/** Who decides. */
export const decides = { role: 'reviewer', scopes: ['review'] } as const;
/** Parameters of a path that names a patch. */
export const byPatch = z.strictObject({ patch_id: z.string().max(64) });
/** Parameters of a path that names a decision. */
export const byDecision = z.strictObject({ decision_id: z.string().max(64) });
/** How many of something. */
export const count = z.number().int().nonnegative();
/** Id, name or e-mail of the one who acts; only the authenticated one is taken. */
export const user = z.string().max(254).optional();
/** Plain words beside a vote. */
export const comment = z.string().max(1_000).optional();
/** Where it was decided, as the client says; a token counts as `api` unless it says `cli`. */
export const via = z.enum(['web', 'api', 'cli']).optional();
