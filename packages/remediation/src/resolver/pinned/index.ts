export { createPinnedModel, type PinnedModelInput } from './pinned-model.ts';
export { schemeOf } from './scheme-of.ts';
export type * from './types.ts';
