/** Slack users as accounts, and which requests of Slack were taken (hitl.md §9). */
export { type SlackLinkRow, slackLinks } from './links.ts';
export { slackRequests } from './requests.ts';
export type { SlackTables } from './tables.ts';
