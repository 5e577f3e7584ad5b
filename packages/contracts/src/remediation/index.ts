export * from './evidence.ts';
export * from './plan.ts';
export * from './rung.ts';
export * from './verdict.ts';
