export { Hub, type HubCounts, type HubOptions, type Opened } from './hub.ts';
export type { Replay } from './replay.ts';
export { type Receiver, Subscription } from './subscription.ts';
export type { Viewer } from './viewer.ts';
