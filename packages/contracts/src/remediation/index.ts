export * from './evidence.ts';
export * from './patch.ts';
export * from './plan.ts';
export * from './rung.ts';
export * from './verdict.ts';
