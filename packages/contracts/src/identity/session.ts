import { z } from 'zod';
import { idOf, Time } from '../wire/index.ts';

/** `ses_…`. */
export const SessionId = idOf('ses');
export type SessionId = z.infer<typeof SessionId>;

/** One log-in of a person on one device; its secret is only in that device's cookie. */
export const Session = z.object({
  id: SessionId,
  /** Whether the request that asked came with it. */
  current: z.boolean(),
  method: z.enum(['password', 'oidc', 'link']),
  address: z.string(),
  user_agent: z.string().nullable(),
  created_at: Time,
  last_seen_at: Time,
  expires_at: Time,
});
export type Session = z.infer<typeof Session>;
