import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign, verify } from 'node:crypto';
import { sha256 } from './blobs.ts';

/** Signs the digests of manifests with Ed25519 (RFC 8032). */
export interface EvidenceSigner {
  /** First 16 hex digits of the SHA-256 of the public key's DER. */
  readonly keyId: string;
  /** PEM, for `keys/` in the bundle. */
  readonly publicKey: string;
  sign(digest: string): string;
}

/** The signature file of a bundle. */
export interface EvidenceSignature {
  readonly key_id: string;
  readonly algorithm: 'Ed25519';
  /** Base64, over the manifest's digest as ASCII hex. */
  readonly signature: string;
}

/** A signer with a private key in PEM (PKCS #8). */
export function createSigner(privateKeyPem: string): EvidenceSigner {
  const key = createPrivateKey(privateKeyPem);
  const publicKey = createPublicKey(key);
  return {
    keyId: keyIdOf(publicKey),
    publicKey: pemOf(publicKey),
    sign: (digest) => sign(null, Buffer.from(digest, 'ascii'), key).toString('base64'),
  };
}

/** A new private key in PEM. */
export function newSigningKey(): string {
  return generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}

/** Whether a signature is this key's over the digest; false for anything that is no key or no signature. */
export function isSignedBy(publicKeyPem: string, digest: string, signature: EvidenceSignature): boolean {
  try {
    const key = createPublicKey(publicKeyPem);
    if (key.asymmetricKeyType !== 'ed25519' || keyIdOf(key) !== signature.key_id) return false;
    const bytes = Buffer.from(signature.signature, 'base64');
    // One form only: what decodes alike is not the same file.
    if (bytes.toString('base64') !== signature.signature) return false;
    return verify(null, Buffer.from(digest, 'ascii'), key, bytes);
  } catch {
    // Neither is ours: both come out of a bundle that may hold anything.
    return false;
  }
}

/** Whether a key is written exactly as bundles write it. */
export function isPlainKey(publicKeyPem: string): boolean {
  try {
    return pemOf(createPublicKey(publicKeyPem)) === publicKeyPem;
  } catch {
    // What is no key is not written as one.
    return false;
  }
}

function keyIdOf(key: KeyObject): string {
  return sha256(key.export({ type: 'spki', format: 'der' })).slice(0, 16);
}

function pemOf(key: KeyObject): string {
  return key.export({ type: 'spki', format: 'pem' }).toString();
}
