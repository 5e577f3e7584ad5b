/**
 * Notifications: what happened, where, why and what to do next, sent by signed webhook, PagerDuty, Slack or e-mail, once
 * per channel and event, tried again and shown when it fails. It decides nothing. Read parts.ts, then follow-events.ts and
 * sending/deliver.ts.
 */
export { HeraldConfig } from './config.ts';
export { errors } from './errors.ts';
export { heraldMetrics } from './metrics.ts';
export { guardedSender } from './sending/guarded-request.ts';
export { type HeraldNeeds, startHerald } from './start-herald.ts';
