/**
 * What is looked at before a change reaches the arena (eureka.md §6): no tool is started. Says nothing about whether a change
 * helps.
 */
export { checkCode } from './check-code.ts';
export { checkWritten } from './check-written.ts';
export { isForbiddenPath } from './paths.ts';
