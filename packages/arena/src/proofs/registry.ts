import type { Proof } from './types.ts';

/** Every proof that comes with the product. */
export const productProofs: readonly Proof[] = [];
