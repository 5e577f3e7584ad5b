export * from './handling.ts';
export * from './queue.ts';
export * from './votes.ts';
