import { z } from 'zod';

/** How notifications leave the house (platform.md §13). */
export const NotifyKind = z.enum(['webhook', 'pagerduty', 'slack', 'email']);
export type NotifyKind = z.infer<typeof NotifyKind>;

/** A field of a channel that some kinds need and others have no use for. */
export type ChannelField = 'url' | 'target' | 'recipients' | 'sender' | 'digest' | 'secret';

/**
 * What each kind of channel must be told, and what it may be told besides; a form is built from it, and what is neither is
 * refused with `herald.channel_invalid`.
 */
export const notifyKinds: Readonly<
  Record<NotifyKind, { readonly needs: readonly ChannelField[]; readonly takes: readonly ChannelField[] }>
> = {
  webhook: { needs: ['url', 'secret'], takes: [] },
  pagerduty: { needs: ['secret'], takes: ['url'] },
  slack: { needs: ['target', 'secret'], takes: ['url'] },
  email: { needs: ['url', 'recipients', 'sender'], takes: ['secret', 'digest'] },
};
