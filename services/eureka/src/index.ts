/**
 * Eureka turns a suspected finding into a confirmed one, finds the smallest safe remedy, has the arena prove it, and after a
 * decision delivers it and checks that it held. It decides nothing, and only the arena words anything fixed. Read parts.ts,
 * then run/run-project.ts and delivery/deliver-patch.ts.
 */
export { EurekaConfig } from './config.ts';
export { errors } from './errors.ts';
export { createDrafter, type ModelAccess } from './llm/create-drafter.ts';
export { eurekaMetrics } from './metrics.ts';
export type { EstatePort, IndexHold, Machine, ProjectTree } from './parts.ts';
export { type Eureka, type EurekaNeeds, startEureka } from './start-eureka.ts';
