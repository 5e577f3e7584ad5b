export {
  type CheckReport,
  createHealthRegistry,
  type HealthOptions,
  type HealthRegistry,
  type HealthReport,
} from './registry.ts';
