/**
 * Live channels for people and programs: events of the bus become messages of channels, and sockets of four kinds, or
 * polling, bring them to clients with their rights, positions and limits. What channels are is `realtime`'s. Read
 * gateway.ts first, then sockets/door.ts and mapping/map-event.ts.
 */
export type { SocketAuthenticator } from './authenticator.ts';
export { GatewayConfig } from './config.ts';
export { errors } from './errors.ts';
export { type CacheValue, type Gateway, type GatewayNeeds, type SnapshotLoaders, startGateway } from './gateway.ts';
export type { PhiSources } from './phi/observe.ts';
export { viewerOf } from './viewer.ts';
