import type { NotifyKind } from '@maximus/contracts';
import { email } from './email/index.ts';
import { pagerduty } from './pagerduty/index.ts';
import { slack } from './slack/index.ts';
import type { NotifyChannelKind } from './types.ts';
import { webhook } from './webhook/index.ts';

/** Every kind of channel. */
export const channelKinds: ReadonlyMap<NotifyKind, NotifyChannelKind> = new Map(
  [email, pagerduty, slack, webhook].map((kind) => [kind.id, kind]),
);
