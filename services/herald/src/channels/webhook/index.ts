import { createHmac } from 'node:crypto';
import type { NotifyChannelKind } from '../types.ts';

/**
 * Signed webhooks after Standard Webhooks: `webhook-id`, `webhook-timestamp` and one `v1` signature per secret, so that a
 * receiver may change its secret without losing any.
 */
export const webhook: NotifyChannelKind = {
  id: 'webhook',
  defaultUrl: undefined,
  request: (message, { url, secrets, nowMs }) => {
    if (url === undefined) return undefined;
    const timestamp = String(Math.floor(nowMs / 1_000));
    const body = JSON.stringify({ type: message.type, timestamp: message.at, data: message });
    const signed = `${message.id}.${timestamp}.${body}`;
    return {
      url,
      body,
      headers: {
        'content-type': 'application/json',
        'webhook-id': message.id,
        'webhook-timestamp': timestamp,
        'webhook-signature': secrets
          .map((secret) => `v1,${createHmac('sha256', keyOf(secret)).update(signed).digest('base64')}`)
          .join(' '),
      },
    };
  },
};

/** A secret of the standard's own form holds its bytes in base64; any other is taken as it stands. */
function keyOf(secret: string): Buffer {
  return secret.startsWith('whsec_') ? Buffer.from(secret.slice(6), 'base64') : Buffer.from(secret, 'utf8');
}
