import { parseDuration } from '@maximus/kernel';
import * as z from 'zod';

const duration = (fallback: string, minMs: number, maxMs: number) =>
  z
    .string()
    .default(fallback)
    .refine(
      (text) => {
        const ms = parseDuration(text);
        return ms !== undefined && ms >= minMs && ms <= maxMs;
      },
      { error: 'a duration such as "30m" or "12h" within the limits' },
    );

const MINUTE = 60_000;
const DAY = 86_400_000;

/** Settings of the OpenID Connect log-in. */
const OidcConfig = z.strictObject({
  issuer: z.string().default('').describe('Address of the OpenID provider; empty: no such log-in.'),
  client_id: z.string().default('').describe('Client id that the provider knows us by.'),
  client_secret: z.string().default('').describe('Secret of the client; empty for a public client.'),
  name: z.string().max(40).default('single sign-on').describe('What the log-in page calls the provider.'),
  scopes: z.string().default('openid profile email').describe('Scopes to ask for, separated by spaces.'),
  groups_claim: z.string().default('groups').describe('Claim of the ID token that lists the groups.'),
  group_roles: z
    .array(z.string().regex(/^.{1,200}=(viewer|reviewer|operator|admin)$/, 'a text such as "security=reviewer"'))
    .max(200)
    .default([])
    .describe('Roles by group, as "group=role"; one group may stand several times.'),
  default_role: z
    .enum(['none', 'viewer'])
    .default('none')
    .describe('Role of somebody whose groups have none; "none" refuses the log-in.'),
});

/** Settings of accounts, sessions and log-in. */
export const AuthConfig = z.strictObject({
  session_idle: duration('12h', MINUTE, DAY).describe('A session ends when it was not used for so long (duration).'),
  session_lifetime: duration('7d', 5 * MINUTE, 7 * DAY).describe(
    'A session ends after so long in any case (duration).',
  ),
  allowed_origins: z
    .array(z.url({ protocol: /^https?$/ }))
    .max(50)
    .default([])
    .describe('Further origins whose pages may use a session, beside http.public_url.'),
  key_file: z
    .string()
    .default('')
    .describe('File with the key that seals authenticator secrets; empty: keys/identity.key in the data directory.'),
  dev_open: z
    .boolean()
    .default(false)
    .describe('Lets everybody on this machine read without a log-in; only with environment=development.'),
  oidc: OidcConfig.prefault({}),
});
export type AuthConfig = z.infer<typeof AuthConfig>;
