export * from './id.ts';
export * from './list.ts';
export * from './problem.ts';
