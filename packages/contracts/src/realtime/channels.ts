/** How a channel keeps what it carried: every message for a while, or the last one per key (gateway.md §1). */
export type ChannelMode = 'stream' | 'cache';

/** One live channel. */
export interface ChannelRow {
  readonly mode: ChannelMode;
  /** Message types it carries. */
  readonly types: readonly string[];
  /** What stands between the colon and the id when one entry is followed alone; absent where that is not offered. */
  readonly follow?: string;
  /** Sent before others when a connection is behind (gateway.md §5). */
  readonly urgent?: boolean;
}

/** Every channel (gateway.md §1). Clients never publish; presence is set by command. */
export const channels = {
  containers: { mode: 'cache', types: ['container_status'], follow: '' },
  osint: { mode: 'cache', types: ['osint_progress'] },
  ai: { mode: 'stream', types: ['maximus_stream'] },
  tasks: { mode: 'cache', types: ['task_update'], follow: '' },
  threats: { mode: 'stream', types: ['threat_alert'] },
  consciousness: { mode: 'cache', types: ['consciousness_metric'] },
  system: { mode: 'cache', types: ['system_status'] },
  'adaptive-immunity': { mode: 'stream', types: ['apv', 'patch', 'metrics'], follow: 'apv/' },
  hitl: { mode: 'stream', types: ['new_patch', 'decision_update', 'system_status'], follow: 'decision/', urgent: true },
} as const satisfies Readonly<Record<string, ChannelRow>>;

/** The name of a whole channel. */
export type ChannelName = keyof typeof channels;

/** Every channel name, in the order of the table. */
export const channelNames = Object.keys(channels) as readonly ChannelName[];

/** A channel as a client names it, taken apart. */
export interface ChannelAddress {
  /** As the client wrote it. */
  readonly name: string;
  readonly channel: ChannelName;
  /** Key of the one entry that is followed; absent for the whole channel. */
  readonly entry?: string;
}

const entryForm = /^[A-Za-z0-9._:@-]{1,128}$/;

/** Takes a name such as `adaptive-immunity`, `adaptive-immunity:apv/apv_01…` or `tasks:scn_01…` apart; `undefined` for no channel. */
export function parseChannel(name: string): ChannelAddress | undefined {
  if (name.length > 192) return undefined;
  const colon = name.indexOf(':');
  const channel = colon === -1 ? name : name.slice(0, colon);
  if (!Object.hasOwn(channels, channel)) return undefined;
  const known = channel as ChannelName;
  if (colon === -1) return { name, channel: known };
  const row: ChannelRow = channels[known];
  const rest = name.slice(colon + 1);
  if (row.follow === undefined || !rest.startsWith(row.follow)) return undefined;
  const entry = rest.slice(row.follow.length);
  return entryForm.test(entry) ? { name, channel: known, entry } : undefined;
}

/** The name under which one entry of a channel is followed; `undefined` where the channel does not offer it. */
export function followName(channel: ChannelName, entry: string): string | undefined {
  const row: ChannelRow = channels[channel];
  return row.follow === undefined ? undefined : `${channel}:${row.follow}${entry}`;
}
