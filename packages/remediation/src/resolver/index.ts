export type { Blockage } from './blockage.ts';
export { createNpmModel, type NpmModelInput } from './npm/index.ts';
export type * from './types.ts';
