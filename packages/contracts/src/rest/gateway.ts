import { z } from 'zod';
import { PositionMap, Publication } from '../realtime/index.ts';
import { Time } from '../wire/index.ts';
import { defineEndpoint } from './endpoint.ts';

const count = z.number().int().nonnegative();

/** How the gateway of one node is (gateway.md §8). */
export const GatewayStatus = z.object({
  status: z.enum(['healthy', 'degraded', 'draining']),
  node_id: z.string(),
  active_connections: count,
  by_channel: z.record(z.string(), count),
  redis_connected: z.boolean(),
  broker: z.enum(['memory', 'redis']),
  degraded: z.array(z.string()),
  messages_total: count,
  /** Connections closed for being too slow (3008). */
  drops_total: count,
  recoveries: z.object({ ok: count, failed: count }),
});
export type GatewayStatus = z.infer<typeof GatewayStatus>;

/** `GET /ws/status`: the request's names for the same facts (oraculo.md §10). */
export const StreamStatus = z.object({
  status: z.string(),
  active_connections: count,
  total_messages_broadcast: count,
  uptime_seconds: z.number(),
  is_running: z.boolean(),
  kafka_topic: z.string(),
  degraded_mode: z.boolean(),
  mode: z.string(),
  memory_queue_stats: z.object({
    mode: z.string(),
    current_size: count,
    /** null: not bounded by count. */
    max_capacity: z.number().nullable(),
    utilization_percent: z.number(),
    total_sent: count,
    total_dropped: z.literal(0),
    throughput_per_second: z.number(),
  }),
});
export type StreamStatus = z.infer<typeof StreamStatus>;

/** What a poll answers: the messages since the given positions, all of them per channel or none. */
export const PollAnswer = z.object({
  messages: z.array(Publication),
  positions: PositionMap,
  /** False when a channel could not be continued: reload by REST, go on from `positions`. */
  recovered: z.boolean(),
  /** The channels that could not be continued. */
  unrecovered: z.array(z.string()),
  time: Time,
});
export type PollAnswer = z.infer<typeof PollAnswer>;

/** Live state of this node's gateway. */
export const getGatewayStatus = defineEndpoint({
  id: 'getGatewayStatus',
  method: 'GET',
  path: '/api/gateway/status',
  summary: 'State of the live channels on the node that answers.',
  tag: 'gateway',
  access: { role: 'viewer' },
  answers: { 200: GatewayStatus },
});

/** Live messages without a socket. */
export const pollGateway = defineEndpoint({
  id: 'pollGateway',
  method: 'GET',
  path: '/api/gateway/poll',
  summary: 'Messages of channels since given positions, for clients whose sockets do not work.',
  tag: 'gateway',
  access: { role: 'viewer' },
  query: z.strictObject({
    /** Channel names, parted by commas; at most 16. */
    channels: z.string().min(1).max(2_048),
    /** `channel;offset;epoch`, parted by commas; a channel without one starts at its present position. */
    since: z.string().max(4_096).optional(),
    /** Seconds to wait for the first message. */
    wait: z.coerce.number().int().min(0).max(25).default(0),
  }),
  answers: { 200: PollAnswer, 304: undefined },
});

/** The request's status page of the stream. */
export const getStreamStatus = defineEndpoint({
  id: 'getStreamStatus',
  method: 'GET',
  path: '/ws/status',
  summary: 'State of the stream in the names of the first clients.',
  tag: 'gateway',
  access: { role: 'viewer' },
  answers: { 200: StreamStatus },
});
