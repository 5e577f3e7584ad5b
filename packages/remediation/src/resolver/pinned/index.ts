export { createPinnedModel, type PinnedModelInput } from './pinned-model.ts';
export { asksOf } from './realise-pins.ts';
export { schemeOf } from './scheme-of.ts';
export type * from './types.ts';
