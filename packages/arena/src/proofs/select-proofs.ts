import type { AdvisoryIndex } from '@maximus/advisories';
import type { RemedyTarget } from '@maximus/contracts';
import { packageOfPurl, parsePurl } from '@maximus/inventory';
import { sha256 } from '../evidence/blobs.ts';
import { unsafeIn } from './safe-checks.ts';
import type { Proof } from './types.ts';

/** Proofs that fit the targets, by package and by an id of the alias group, and why others that would fit are not run. */
export function selectProofs(
  proofs: readonly Proof[],
  targets: readonly RemedyTarget[],
  index: AdvisoryIndex,
  alsoUnreviewed: boolean,
): { readonly chosen: readonly Proof[]; readonly refused: readonly string[] } {
  const fitting = proofs.filter((proof) => targets.some((target) => fits(proof, target, index)));
  const refused: string[] = [];
  const chosen = fitting.filter((proof) => {
    const why = whyRefused(proof, alsoUnreviewed);
    if (why !== undefined) refused.push(`${proof.id}: ${why}`);
    return why === undefined;
  });
  return { chosen, refused };
}

function fits(proof: Proof, { group_id, primary_id, purl }: RemedyTarget, index: AdvisoryIndex): boolean {
  const parsed = parsePurl(purl);
  const named = parsed.ok ? packageOfPurl(parsed.value) : undefined;
  if (named?.ecosystem !== proof.ecosystem || named.name !== proof.package) return false;
  const ids = new Set([primary_id, ...(index.group(group_id)?.ids ?? [])].map((id) => id.toUpperCase()));
  return proof.ids.some((id) => ids.has(id.toUpperCase()));
}

function whyRefused(proof: Proof, alsoUnreviewed: boolean): string | undefined {
  if (sha256(proof.source) !== proof.digest) return 'its digest is not that of its text';
  const [unsafe] = unsafeIn(proof);
  if (unsafe !== undefined) return unsafe;
  const reviewed = proof.reviewedBy !== undefined && proof.reviewedBy !== proof.author;
  return proof.origin === 'product' || alsoUnreviewed || reviewed ? undefined : 'no second person has reviewed it';
}
