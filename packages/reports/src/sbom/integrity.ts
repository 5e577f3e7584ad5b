/** A digest of an artefact. */
export interface Digest {
  readonly algorithm: 'MD5' | 'SHA-1' | 'SHA-256' | 'SHA-384' | 'SHA-512';
  /** Lower case. */
  readonly hex: string;
}

const byName = new Map<string, Digest['algorithm']>([
  ['md5', 'MD5'],
  ['sha1', 'SHA-1'],
  ['sha256', 'SHA-256'],
  ['sha384', 'SHA-384'],
  ['sha512', 'SHA-512'],
]);
const hexLength = { MD5: 32, 'SHA-1': 40, 'SHA-256': 64, 'SHA-384': 96, 'SHA-512': 128 } as const;

/**
 * The digests that a lock file's integrity field holds: SRI (`sha512-<base64>`, several with spaces), `sha256:<hex>` and
 * bare hex. Anything else (Go's `h1:` is a digest of a listing, yarn berry's of its own archive) is left out.
 */
export function digestsOf(integrity: string | undefined): Digest[] {
  const found = (integrity ?? '')
    .slice(0, 4096)
    .split(/\s+/)
    .flatMap((token) => digestOf(token) ?? []);
  return [...new Map(found.map((digest) => [digest.algorithm, digest])).values()];
}

function digestOf(token: string): Digest | undefined {
  const parts = /^([a-z0-9]{3,6})([-:=])([A-Za-z0-9+/]+={0,2})(?:\?.*)?$/.exec(token);
  if (parts === null) return bareHex(token);
  const algorithm = byName.get(parts[1] ?? '');
  const value = parts[3] ?? '';
  if (algorithm === undefined) return undefined;
  const hex = parts[2] === '-' ? Buffer.from(value, 'base64').toString('hex') : value.toLowerCase();
  return isHex(hex) && hex.length === hexLength[algorithm] ? { algorithm, hex } : undefined;
}

function bareHex(token: string): Digest | undefined {
  const hex = token.toLowerCase();
  const algorithm = [...byName.values()].find((each) => hexLength[each] === hex.length);
  return algorithm !== undefined && isHex(hex) ? { algorithm, hex } : undefined;
}

function isHex(text: string): boolean {
  return /^[0-9a-f]+$/.test(text);
}
