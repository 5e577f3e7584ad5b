import { z } from 'zod';
import { tokenScopes } from '../rest/endpoint.ts';
import { idOf, Time } from '../wire/index.ts';
import { UserId } from './user.ts';

/** `tok_…`. */
export const TokenId = idOf('tok');
export type TokenId = z.infer<typeof TokenId>;

/** What a token may be used for. */
export const TokenScopeName = z.enum(tokenScopes);

/** An API token without its secret. */
export const ApiToken = z.object({
  id: TokenId,
  name: z.string(),
  scopes: z.array(TokenScopeName),
  /** Null: a service token, which belongs to no person and may not review. */
  owner_id: UserId.nullable(),
  created_at: Time,
  expires_at: Time,
  last_used_at: Time.nullable(),
  last_used_address: z.string().nullable(),
  revoked_at: Time.nullable(),
});
export type ApiToken = z.infer<typeof ApiToken>;

/** An API token at the one moment when its secret is shown. */
export const CreatedApiToken = ApiToken.extend({ secret: z.string() });
export type CreatedApiToken = z.infer<typeof CreatedApiToken>;
