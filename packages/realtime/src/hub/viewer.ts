import type { ChannelName } from '@maximus/contracts';

/** Who reads, as far as the hub needs to know: the gateway makes it of a principal. */
export interface Viewer {
  /** User or token id: limits and private work are counted by it. */
  readonly id: string;
  /** Shown to others as presence. */
  readonly name: string;
  mayRead(channel: ChannelName): boolean;
  /** Whether the viewer sees the details of a user's private work. */
  seesWorkOf(owner: string): boolean;
  /** End of the credentials, ms since the epoch; absent where they have none. */
  readonly expiresAtMs?: number | undefined;
}
