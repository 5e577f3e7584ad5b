import { createHash, createPrivateKey, createPublicKey, type KeyObject, randomBytes, sign, verify } from 'node:crypto';
import { canonicalJson } from '@maximus/kernel';

/** RFC 8410: what stands before the 32 bytes of an Ed25519 key. */
const PRIVATE_HEAD = Buffer.from('302e020100300506032b657004220420', 'hex');
const PUBLIC_HEAD = Buffer.from('302a300506032b6570032100', 'hex');

/** A key that signs. */
export interface SigningKey {
  readonly keyId: string;
  /** 32 bytes, base64. */
  readonly publicKey: string;
  readonly seed: Buffer;
  readonly privateKey: KeyObject;
}

/** The Ed25519 key of a seed of 32 bytes (RFC 8032). */
export function keyOfSeed(seed: Buffer): SigningKey {
  const privateKey = createPrivateKey({ key: Buffer.concat([PRIVATE_HEAD, seed]), format: 'der', type: 'pkcs8' });
  const spki = createPublicKey(privateKey).export({ format: 'der', type: 'spki' });
  const raw = spki.subarray(PUBLIC_HEAD.length);
  return { keyId: keyIdOf(raw), publicKey: raw.toString('base64'), seed, privateKey };
}

/** A key nobody has had. */
export function newKey(): SigningKey {
  return keyOfSeed(randomBytes(32));
}

/** SHA-256 of the public key, hex: who has the id can tell the key from every other. */
export function keyIdOf(publicKey: Uint8Array): string {
  return createHash('sha256').update(publicKey).digest('hex');
}

/** Signs the canonical JSON of a statement; base64. */
export function signStatement(key: SigningKey, statement: object): string {
  return sign(null, Buffer.from(canonicalJson(statement), 'utf8'), key.privateKey).toString('base64');
}

/** Whether a signature is that of a public key (32 bytes, base64) over the canonical JSON of a statement. */
export function isSignedBy(publicKey: string, statement: object, signature: string): boolean {
  const raw = Buffer.from(publicKey, 'base64');
  const bytes = Buffer.from(signature, 'base64');
  if (raw.length !== 32 || bytes.length !== 64) return false;
  if (raw.toString('base64') !== publicKey || bytes.toString('base64') !== signature) return false;
  const key = createPublicKey({ key: Buffer.concat([PUBLIC_HEAD, raw]), format: 'der', type: 'spki' });
  return verify(null, Buffer.from(canonicalJson(statement), 'utf8'), key, bytes);
}
