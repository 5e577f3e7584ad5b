import type { NotifyChannelKind } from '../types.ts';

const mostKey = 255;
const mostSummary = 1_024;

/** PagerDuty Events v2: only what a person must act on now, and its end; the secret is the routing key. */
export const pagerduty: NotifyChannelKind = {
  id: 'pagerduty',
  defaultUrl: 'https://events.pagerduty.com/v2/enqueue',
  request: (message, { url, secrets }) => {
    if (message.alert === undefined || url === undefined) return undefined;
    const dedup = `maximus:${message.about.kind}:${message.about.id}`.slice(0, mostKey);
    const event = { routing_key: secrets[0], dedup_key: dedup };
    const body =
      message.alert === 'clear'
        ? { ...event, event_action: 'resolve' }
        : {
            ...event,
            event_action: 'trigger',
            payload: {
              summary: message.title.slice(0, mostSummary),
              source: message.project ?? 'maximus',
              severity: message.severity,
              timestamp: message.at,
              custom_details: { text: message.text, next: message.next },
            },
            links: [{ href: message.link, text: 'Open in Maximus' }],
          };
    return { url, body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
  },
};
