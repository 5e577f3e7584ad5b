import { isSecret } from '../secrets/secret-text.ts';

const MAX_HEADER = 1_024;

/**
 * The API token of a request: `Authorization: Bearer` (also what npm sends for `_authToken`) or `X-Api-Key` (as
 * Dependency-Track's clients send it). `none`: no such header; `bad`: one that holds no token of ours.
 */
export function tokenOf(
  authorization: string | undefined,
  apiKey: string | undefined,
): { readonly kind: 'none' } | { readonly kind: 'bad' } | { readonly kind: 'token'; readonly secret: string } {
  const presented = authorization === undefined ? apiKey?.trim() : bearerOf(authorization);
  if (presented === undefined) return authorization === undefined ? { kind: 'none' } : { kind: 'bad' };
  return isSecret('mxt', presented) ? { kind: 'token', secret: presented } : { kind: 'bad' };
}

function bearerOf(header: string): string | undefined {
  if (header.length > MAX_HEADER || header.slice(0, 7).toLowerCase() !== 'bearer ') return undefined;
  return header.slice(7).trim();
}
