/**
 * Live channels: positions, history, recovery that is whole or says that it is not, back-pressure, presence, over one
 * process or many. Knows no users and no events of the loop; services/gateway brings both. Read hub/hub.ts first, then
 * brokers/types.ts and connection/connection.ts.
 */
export * from './brokers/index.ts';
export { RealtimeConfig, type RealtimeSettings, realtimeSettings } from './config.ts';
export * from './connection/index.ts';
export { errors } from './errors.ts';
export * from './hub/index.ts';
export { type Draft, Message, type StoredRecord, type Tags } from './log/index.ts';
export { bindRealtimeMetrics, type RealtimeMetrics, realtimeMetrics } from './metrics.ts';
export * from './native/index.ts';
