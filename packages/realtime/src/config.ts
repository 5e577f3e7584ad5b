import { parseDuration, parseSize } from '@maximus/kernel';
import * as z from 'zod';

const duration = (fallback: string, says: string) =>
  z
    .string()
    .default(fallback)
    .refine((text) => (parseDuration(text) ?? 0) > 0, 'a duration such as "30s"')
    .describe(`${says} (duration).`);

const size = (fallback: string, says: string) =>
  z
    .string()
    .default(fallback)
    .refine((text) => (parseSize(text) ?? 0) > 0, 'a size such as "64KiB"')
    .describe(`${says} (size).`);

const count = (fallback: number, says: string) => z.number().int().positive().default(fallback).describe(says);

/** The settings of live channels (gateway.md §1, §2, §5, §6). */
export const RealtimeConfig = z.strictObject({
  history_messages: count(1_000, 'Messages kept per channel.'),
  history_age: duration('1h', 'Age past which a message of a stream is dropped'),
  history_size: size('32MiB', 'Bytes kept per channel in this process'),
  recovery_messages: z
    .number()
    .int()
    .min(1)
    .max(300)
    .default(300)
    .describe('Messages replayed to a client that comes back; more than that and it reloads.'),
  recovery_size: size('768KiB', 'Bytes replayed to a client that comes back'),
  message_size: size('256KiB', 'Largest message to clients; larger ones carry a reference'),
  command_size: size('64KiB', 'Largest message from a client'),
  queue_low_size: size('256KiB', 'Bytes waiting for one connection from which keyed messages replace each other'),
  queue_high_size: size('1MiB', 'Bytes waiting for one connection at which it is closed (3008)'),
  channels_per_connection: count(128, 'Channels on one connection.'),
  commands_per_second: count(30, 'Commands of one connection per second, sustained.'),
  commands_burst: count(60, 'Commands of one connection at once.'),
  heartbeat_interval: duration('30s', 'Time between two heartbeats to a connection, ± 10 %'),
  silence_limit: duration('60s', 'Silence after which a connection is closed (3012)'),
  auth_timeout: duration('10s', 'Time to authenticate (3507)'),
  refresh_notice: duration('60s', 'Notice before the end of a token'),
  check_interval: duration('40s', 'Time between two checks of positions against the broker'),
  close_timeout: duration('5s', 'Time after which a closed socket is destroyed'),
  redis_loss_after: duration('1500ms', 'Time without Redis after which this node goes on alone'),
  presence_lease: duration('30s', 'Time a presence lasts without being renewed'),
});
export type RealtimeConfig = z.infer<typeof RealtimeConfig>;

/** The settings as numbers: durations in milliseconds, sizes in bytes. */
export type RealtimeSettings = { readonly [K in keyof RealtimeConfig]: number };

/** Reads the durations and sizes of checked settings. */
export function realtimeSettings(config: RealtimeConfig): RealtimeSettings {
  const numbers = Object.entries(config).map(([key, value]) => [
    key,
    typeof value === 'number' ? value : (parseDuration(value) ?? parseSize(value) ?? 0),
  ]);
  return Object.fromEntries(numbers) as RealtimeSettings;
}
