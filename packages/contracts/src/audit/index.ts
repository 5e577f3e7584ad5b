export * from './checkpoint.ts';
export * from './entry.ts';
