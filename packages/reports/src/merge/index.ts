export { type MergeContext, type Merged, mergeImported } from './merge.ts';
