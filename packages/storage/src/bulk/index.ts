export type { BulkValue } from './copy-format.ts';
export { copyRows } from './copy-rows.ts';
export { type UnnestValue, unnestRows } from './unnest-rows.ts';
