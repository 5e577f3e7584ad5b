/**
 * The arena, the validator: builds the tree before and after a change, judges both, and seals what it saw. The only part that
 * may say a finding is fixed. Runs foreign code only shut in, with no secrets and no network of its own. Not for planning a
 * change (remediation). Read run/types.ts first.
 */
export { errors } from './errors.ts';
export * from './evidence/index.ts';
export * from './proofs/index.ts';
export * from './rescan/index.ts';
export * from './run/index.ts';
export * from './sandbox/index.ts';
export * from './tests/index.ts';
export * from './verdict/index.ts';
