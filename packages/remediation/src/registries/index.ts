export { askAhead } from './ask-ahead.ts';
export * from './cargo/index.ts';
export * from './go/index.ts';
export { type HttpAnswer, type HttpGet, type HttpQuestion, httpGet } from './http-get.ts';
export * from './maven/index.ts';
export * from './npm/index.ts';
export * from './pypi/index.ts';
export type * from './types.ts';
