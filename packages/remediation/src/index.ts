/**
 * Remedies: what may be changed so that a known flaw leaves a project, found on a model of its package manager and written by
 * the real one. It proposes only; whether a proposal helped is for the arena to say. Pure but for the sandbox that comes in.
 * Read plan/plan-remedies.ts first, then strategies/, resolver/ and package-managers/.
 */
export { checkCode, checkWritten } from './check/index.ts';
export * from './drafts/index.ts';
export { editJson, type JsonEdit, type TextChange, unifiedDiff } from './edit/index.ts';
export { errors } from './errors.ts';
export * from './package-managers/index.ts';
export * from './plan/index.ts';
export * from './registries/index.ts';
export * from './resolver/index.ts';
export type * from './strategies/code-drafter.ts';
export { strategies } from './strategies/registry.ts';
export type * from './strategies/types.ts';
export * from './toolchains/index.ts';
