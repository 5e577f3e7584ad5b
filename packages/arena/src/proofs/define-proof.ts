import { sha256 } from '../evidence/blobs.ts';
import type { Proof } from './types.ts';

/** What is written down of a proof that comes with the product; the rest follows. */
export type ProofParts = Pick<Proof, 'ids' | 'package' | 'kind' | 'describes' | 'source' | 'modules' | 'alongside'> & {
  /** Name of its file. */
  readonly name: string;
  readonly ecosystem: 'npm' | 'PyPI';
  /** A version that shows the flaw, and the first one that does not. */
  readonly shownOn: NonNullable<Proof['shownOn']>;
};

/** Processor time that a pattern may take on the inputs of our proofs; healthy ones stay far below, faulty ones far above. */
const timeoutMs = 30_000;

/** A proof of the product. */
export function defineProof({ name, ...parts }: ProofParts): Proof {
  return {
    ...parts,
    id: `prf_${name.replaceAll('-', '_')}`,
    language: parts.ecosystem === 'npm' ? 'node' : 'python',
    timeoutMs,
    origin: 'product',
    author: 'Maximus',
    licence: 'Apache-2.0',
    digest: sha256(parts.source),
  };
}
