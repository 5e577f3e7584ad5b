export type { Live, LiveOptions } from './live.ts';
export { createLive } from './live-client.ts';
export type { DropReason } from './offline-queue.ts';
export {
  defaultTimings,
  type LiveError,
  type LiveListener,
  type LiveState,
  type LiveTimings,
  legacyState,
  type SocketLike,
  type SubscribeOptions,
} from './types.ts';
