import type { SealedEvidence } from './seal.ts';
import type { EvidenceSignature } from './signer.ts';

/** Names of the files that every bundle has. */
export const bundleNames = { manifest: 'manifest.json', signature: 'manifest.sig', keys: 'keys/' } as const;

/** The files of a bundle, path by path, in the order in which they are written. */
export function bundleFiles(evidence: SealedEvidence): ReadonlyMap<string, Uint8Array> {
  return new Map<string, Uint8Array>([
    [bundleNames.manifest, evidence.manifestBytes],
    [bundleNames.signature, Buffer.from(signatureText(evidence.signature), 'utf8')],
    [`${bundleNames.keys}${evidence.signature.key_id}.pem`, Buffer.from(evidence.publicKey, 'utf8')],
    ...[...evidence.blobs].sort(([a], [b]) => (a < b ? -1 : 1)),
  ]);
}

/** The signature file's one form. */
export function signatureText({ key_id, algorithm, signature }: EvidenceSignature): string {
  return `${JSON.stringify({ key_id, algorithm, signature }, null, 2)}\n`;
}
