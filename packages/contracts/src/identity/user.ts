import { z } from 'zod';
import { idOf, Time } from '../wire/index.ts';
import { Role } from './role.ts';

/** `usr_…`. */
export const UserId = idOf('usr');
export type UserId = z.infer<typeof UserId>;

/** What a person types to log in: 2 to 64 of letters, digits and `.`, `_`, `-`, `@`, `+`; case does not matter. */
export const LoginName = z
  .string()
  .min(2)
  .max(64)
  .regex(/^[\p{L}\p{N}][\p{L}\p{N}._@+-]*$/u, 'letters, digits and . _ - @ + only, a letter or digit first');

/** The name that pages show; no control characters. */
export const DisplayName = z
  .string()
  .trim()
  .min(1)
  .max(100)
  .regex(/^[^\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Cs}]*$/u, 'no control characters');

/** An e-mail address; used for notifications only, never to recognise a person. */
export const EmailAddress = z.email().max(254);

/** An account as administrators see it. */
export const User = z.object({
  id: UserId,
  name: z.string(),
  display_name: z.string(),
  email: z.string().nullable(),
  roles: z.array(Role),
  /** How the person logs in; `none` until an invitation is used. */
  login: z.enum(['password', 'oidc', 'none']),
  totp: z.boolean(),
  disabled: z.boolean(),
  created_at: Time,
  last_login_at: Time.nullable(),
  version: z.number().int(),
});
export type User = z.infer<typeof User>;
