/**
 * The way of a released patch out of the house: a branch, a pull request, a local merge or a patch file, and the watch for what
 * becomes of it. It decides nothing and claims nothing: what was found is worded by the arena, and whether to deliver is
 * decided before. Events are the caller's. Read delivery/types.ts first, then forges/registry.ts.
 */
export { DeliveryMode, ForgeConfig, type ForgeConfigInput, ForgeKind } from './config.ts';
export { createForge } from './create-forge.ts';
export { branchName } from './delivery/branch-name.ts';
export type {
  BaseMoved,
  CloseOutcome,
  CloseReason,
  DeliveredEdit,
  Delivery,
  DeliveryLinks,
  DeliveryOutcome,
  Forge,
  RefreshOutcome,
} from './delivery/types.ts';
export { errors } from './errors.ts';
export { forges } from './forges/registry.ts';
export * from './text/index.ts';
export type {
  ForgePlugin,
  ForgeSecrets,
  ForgeTools,
  PullRequestText,
  ReplayMemory,
  Warning,
  WebhookEvent,
  WebhookRequest,
} from './types.ts';
