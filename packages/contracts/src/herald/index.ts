export * from './channel.ts';
export * from './kinds.ts';
