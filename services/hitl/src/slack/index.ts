export { SlackConfig } from './config.ts';
export type { SlackNeeds } from './parts.ts';
export { startSlack } from './start-slack.ts';
