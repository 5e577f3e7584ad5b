import { randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';

/** What a secret of ours is for; its text says so, so that scanners and people can tell a leaked one. */
export type SecretKind = 'mxt' | 'mxs' | 'mxw' | 'mxl' | 'mxo';

const FORM = /^(mx[tswlo])_([A-Za-z0-9_-]{43})([0-9a-f]{8})$/;

/**
 * A new secret: its kind, 256 random bits in base64url, and a check sum. `mxt` API token, `mxs` session, `mxw` socket
 * ticket, `mxl` one-time link, `mxo` OpenID state.
 */
export function newSecret(kind: SecretKind): string {
  const body = randomBytes(32).toString('base64url');
  return `${kind}_${body}${checkSum(kind, body)}`;
}

/** Whether a text has the form of a secret of a kind. A mistyped or made-up one is told here, without a look-up. */
export function isSecret(kind: SecretKind, text: string): boolean {
  const parts = FORM.exec(text);
  if (parts === null) return false;
  const [, of = '', body = '', sum] = parts;
  return of === kind && sum === checkSum(of, body);
}

function checkSum(kind: string, body: string): string {
  return crc32(`${kind}_${body}`).toString(16).padStart(8, '0');
}
