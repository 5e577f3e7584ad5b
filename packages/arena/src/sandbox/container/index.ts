export { sweepContainers } from './container-sandbox.ts';
export type { ContainerImages } from './types.ts';
