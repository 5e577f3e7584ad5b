import type { ChannelName } from '@maximus/contracts';

/** Names in Redis of one channel, without the prefix of the settings; the braces are the hash tag (gateway.md §7). */
export function channelKeys(channel: ChannelName) {
  const tag = `{${channel}}`;
  return { stream: `${tag}:stream`, meta: `${tag}:meta`, pub: `${tag}:pub`, whisper: `${tag}:whisper` };
}
