import { z } from 'zod';
import { Position } from './position.ts';

/** The subprotocol of `/ws` (gateway.md §2). */
export const subprotocol = 'maximus.v1';

const channel = z.string().min(1).max(192);

/** Equality on tags; a message whose tag holds several values fits when one of them is equal. */
export const TagFilter = z.partialRecord(z.enum(['priority', 'project', 'team']), z.string().min(1).max(128));
export type TagFilter = z.infer<typeof TagFilter>;

/** A message of a channel. */
export const Publication = z.object({
  /** As the subscriber named it. */
  channel: z.string(),
  offset: z.number().int().positive(),
  epoch: z.string().optional(),
  /** How many messages before this one were left out on purpose (filter, rights, thinned metrics): no loss. */
  skip: z.number().int().positive().optional(),
  type: z.string(),
  data: z.record(z.string(), z.unknown()),
  timestamp: z.string(),
  event_id: z.string(),
  key: z.string().optional(),
  tags: z.record(z.string(), z.union([z.string(), z.array(z.string())])).optional(),
});
export type Publication = z.infer<typeof Publication>;

/** Somebody who is present on a channel. */
export const Member = z.object({ connection_id: z.string(), user: z.string(), state: z.string().optional() });
export type Member = z.infer<typeof Member>;

const recovery = {
  recover: z.boolean().optional(),
  offset: Position.shape.offset.optional(),
  epoch: Position.shape.epoch.optional(),
};

/** What a subscriber asks for. */
export const SubscribeParams = z.strictObject({ channel, ...recovery, filter: TagFilter.optional() });
export type SubscribeParams = z.infer<typeof SubscribeParams>;

/**
 * What a subscriber is told. `recovered` is true when the subscriber, having taken `publications`, holds everything up
 * to `offset`; false means: load by REST and go on from here. Never a part (gateway.md §2).
 */
export const SubscribeResult = z.object({
  offset: z.number().int().nonnegative(),
  epoch: z.string(),
  recoverable: z.boolean(),
  was_recovering: z.boolean(),
  recovered: z.boolean(),
  publications: z.array(Publication),
  mode: z.enum(['stream', 'cache']),
});
export type SubscribeResult = z.infer<typeof SubscribeResult>;

/** The limits a connection lives under. */
export const Limits = z.object({
  channels: z.number().int(),
  message_bytes: z.number().int(),
  commands_per_second: z.number(),
  commands_burst: z.number(),
  queue_bytes: z.number().int(),
  recovery_messages: z.number().int(),
});
export type Limits = z.infer<typeof Limits>;

const subscribeAtConnect = z.strictObject({ ...recovery, filter: TagFilter.optional() });

/** Per method of the native protocol: its parameters. */
export const commandParams = {
  connect: z.strictObject({
    token: z.string().min(1).max(4_096).optional(),
    client: z.strictObject({ name: z.string().max(64), version: z.string().max(64) }),
    subs: z.record(channel, subscribeAtConnect).optional(),
  }),
  subscribe: SubscribeParams,
  unsubscribe: z.strictObject({ channel }),
  ping: z.strictObject({}),
  refresh: z.strictObject({ token: z.string().min(1).max(4_096) }),
  history: z.strictObject({
    channel,
    since: Position.optional(),
    limit: z.number().int().min(1).max(300),
    reverse: z.boolean().optional(),
  }),
  presence: z.strictObject({ channel, state: z.string().max(64).nullable().optional() }),
} as const;
/** A method of the native protocol. */
export type CommandMethod = keyof typeof commandParams;
/** The parameters of a method. */
export type CommandParams<M extends CommandMethod> = z.infer<(typeof commandParams)[M]>;

/** Why a command failed; the codes are in `commandErrors`. */
export const CommandFailure = z.object({ code: z.number().int(), message: z.string(), temporary: z.boolean() });
export type CommandFailure = z.infer<typeof CommandFailure>;

/** `channel → [offset, epoch]`, as heartbeats and pongs carry positions. */
export const PositionMap = z.record(z.string(), z.tuple([z.number().int().nonnegative(), z.string()]));
export type PositionMap = z.infer<typeof PositionMap>;

/** Per method of the native protocol: its result. */
export const commandResults = {
  connect: z.object({
    connection_id: z.string(),
    user: z.string(),
    server: z.object({ id: z.string(), version: z.string() }),
    /** Seconds. */
    ping_interval: z.number(),
    heartbeat_interval: z.number(),
    limits: Limits,
    subs: z.record(z.string(), z.union([SubscribeResult, z.object({ error: CommandFailure })])),
    expires_at: z.string().optional(),
  }),
  subscribe: SubscribeResult,
  unsubscribe: z.object({}),
  ping: z.object({ time: z.string(), positions: PositionMap }),
  refresh: z.object({ expires_at: z.string() }),
  history: z.object({ publications: z.array(Publication), offset: z.number().int(), epoch: z.string() }),
  presence: z.object({ members: z.array(Member) }),
} as const;
/** The result of a method. */
export type CommandResult<M extends CommandMethod> = z.infer<(typeof commandResults)[M]>;
