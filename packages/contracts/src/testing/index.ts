export * from './decision.ts';
export * from './patch.ts';
