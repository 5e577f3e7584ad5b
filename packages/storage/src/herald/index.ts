/** Notification channels and what was sent by them (platform.md §13). */
export { type ChannelBacklog, type ChannelRow, type ChannelSet, notifyChannels } from './channels.ts';
export { type NotificationRow, type NotificationSet, notificationOrder, notifications } from './notifications.ts';
export type { HeraldTables } from './tables.ts';
