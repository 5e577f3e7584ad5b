export { readBundle, writeArchive } from './archive.ts';
export { type Blobs, logBlob, sha256 } from './blobs.ts';
export { bundleFiles } from './bundle-files.ts';
export { judgedOn } from './facts-of-manifest.ts';
export { type RecomputeOptions, recomputeEvidence } from './recompute.ts';
export { type SealedEvidence, sealEvidence, type UnsealedManifest } from './seal.ts';
export { createSigner, type EvidenceSigner, newSigningKey } from './signer.ts';
export { type EvidenceVerification, type VerifiedPart, verifyEvidence } from './verify.ts';
