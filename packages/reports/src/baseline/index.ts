export { compareWithBaseline } from './compare.ts';
export { type Baseline, readBaseline } from './read.ts';
