import { EvidenceManifest } from '@maximus/contracts';
import { canonicalJson } from '@maximus/kernel';
import { judge } from '../verdict/judge.ts';
import { sha256 } from './blobs.ts';
import { bundleNames, signatureText } from './bundle-files.ts';
import { factsOfManifest } from './facts-of-manifest.ts';
import { type EvidenceSignature, isPlainKey, isSignedBy } from './signer.ts';

/** One thing that was checked. */
export interface VerifiedPart {
  readonly part: string;
  readonly state: 'valid' | 'invalid' | 'could_not_check';
  readonly detail: string;
}

/** What a check of a bundle found; valid only when every part is. */
export interface EvidenceVerification {
  readonly state: 'valid' | 'invalid' | 'could_not_check';
  readonly digest?: string;
  readonly manifest?: EvidenceManifest;
  readonly parts: readonly VerifiedPart[];
}

/**
 * Checks a bundle offline: the manifest is canonical and well-formed, the signature is its own (and of a known key where
 * keys are given), every file is the one that was listed and none is missing or added, and the verdict follows from what is
 * recorded (arena.md §9).
 */
export function verifyEvidence(
  files: ReadonlyMap<string, Uint8Array>,
  knownKeys: readonly string[] = [],
): EvidenceVerification {
  const bytes = files.get(bundleNames.manifest);
  if (bytes === undefined) return ended([invalid(bundleNames.manifest, 'the bundle has no manifest')]);
  const digest = sha256(bytes);
  const manifest = readManifest(bytes);
  if (typeof manifest === 'string') return { ...ended([invalid(bundleNames.manifest, manifest)]), digest };
  const parts = [
    valid(bundleNames.manifest, `canonical, digest ${digest}`),
    signaturePart(files, digest, knownKeys),
    ...blobParts(files, manifest),
    verdictPart(manifest),
  ];
  return { ...ended(parts), digest, manifest };
}

function readManifest(bytes: Uint8Array): EvidenceManifest | string {
  const text = Buffer.from(bytes).toString('utf8');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return `it is not JSON: ${(error as Error).message}`;
  }
  const parsed = EvidenceManifest.safeParse(value);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    return `"${issue?.path.join('.') ?? ''}": ${issue?.message ?? 'it does not fit its schema'}`;
  }
  return canonicalJson(parsed.data) === text ? parsed.data : 'it is not in canonical form';
}

function signaturePart(
  files: ReadonlyMap<string, Uint8Array>,
  digest: string,
  knownKeys: readonly string[],
): VerifiedPart {
  const signature = readSignature(files.get(bundleNames.signature));
  if (signature === undefined) return invalid(bundleNames.signature, 'there is no readable signature');
  const own = files.get(`${bundleNames.keys}${signature.key_id}.pem`);
  if (own === undefined) return invalid(bundleNames.signature, `the key ${signature.key_id} is not in the bundle`);
  const ownKey = Buffer.from(own).toString('utf8');
  if (!isPlainKey(ownKey) || !isSignedBy(ownKey, digest, signature)) {
    return invalid(bundleNames.signature, 'it does not belong to this manifest');
  }
  if (knownKeys.length > 0) {
    return knownKeys.some((key) => isSignedBy(key, digest, signature))
      ? valid(bundleNames.signature, `of the known key ${signature.key_id}`)
      : invalid(bundleNames.signature, 'it is of none of the known keys');
  }
  const whose = 'name the key you trust to know whose';
  return valid(bundleNames.signature, `of the key ${signature.key_id} in the bundle; ${whose}`);
}

function readSignature(bytes: Uint8Array | undefined): EvidenceSignature | undefined {
  if (bytes === undefined) return undefined;
  try {
    const text = Buffer.from(bytes).toString('utf8');
    const value = JSON.parse(text) as Partial<EvidenceSignature> | null;
    const { key_id: id, signature, algorithm } = value ?? {};
    if (typeof id !== 'string' || !/^[0-9a-f]{16}$/.test(id) || typeof signature !== 'string') return undefined;
    if (algorithm !== 'Ed25519') return undefined;
    const read = { key_id: id, algorithm, signature };
    // Only the form in which it was written: else a changed byte could mean the same and go unseen.
    return signatureText(read) === text ? read : undefined;
  } catch {
    // A signature that is not JSON is no signature, which is what the caller says.
    return undefined;
  }
}

function blobParts(files: ReadonlyMap<string, Uint8Array>, manifest: EvidenceManifest): VerifiedPart[] {
  const listed = new Map(manifest.blobs.map((blob) => [blob.path, blob]));
  const parts = manifest.blobs.map(({ path, sha256: expected, size }) => {
    const bytes = files.get(path);
    if (bytes === undefined) return invalid(path, 'the manifest lists it and it is not here');
    if (bytes.length !== size || sha256(bytes) !== expected) return invalid(path, 'it is not the file that was sealed');
    return valid(path, `${size} bytes`);
  });
  const key = readSignature(files.get(bundleNames.signature))?.key_id;
  const own = new Set<string>([bundleNames.manifest, bundleNames.signature, `${bundleNames.keys}${key}.pem`]);
  const added = [...files.keys()].filter((path) => !listed.has(path) && !own.has(path));
  return [...parts, ...added.map((path) => invalid(path, 'the manifest does not list it'))];
}

function verdictPart(manifest: EvidenceManifest): VerifiedPart {
  const again = judge(factsOfManifest(manifest));
  if (again.verdict !== manifest.verdict) {
    return invalid('verdict', `the record gives "${again.verdict}", and "${manifest.verdict}" was sealed`);
  }
  if (again.confidence !== manifest.confidence || again.confidenceOf !== manifest.confidence_of) {
    return invalid('verdict', `the record gives a confidence of ${again.confidence}, not ${manifest.confidence}`);
  }
  return valid('verdict', `"${manifest.verdict}" follows from the record`);
}

function ended(parts: readonly VerifiedPart[]): EvidenceVerification {
  const has = (state: VerifiedPart['state']) => parts.some((part) => part.state === state);
  return { state: has('invalid') ? 'invalid' : has('could_not_check') ? 'could_not_check' : 'valid', parts };
}

function valid(part: string, detail: string): VerifiedPart {
  return { part, state: 'valid', detail };
}

function invalid(part: string, detail: string): VerifiedPart {
  return { part, state: 'invalid', detail };
}
