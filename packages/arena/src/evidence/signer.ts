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
    publicKey: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
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
    return verify(null, Buffer.from(digest, 'ascii'), key, Buffer.from(signature.signature, 'base64'));
  } catch {
    // Neither is ours: both come out of a bundle that may hold anything.
    return false;
  }
}

function keyIdOf(key: KeyObject): string {
  return sha256(key.export({ type: 'spki', format: 'der' })).slice(0, 16);
}
