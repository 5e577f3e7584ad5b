import { z } from 'zod';
import { Position } from './position.ts';

/** `/ws/adaptive-immunity`: what the server sends; `offset` and `epoch` only with `?positions=1` (gateway.md §8). */
export const ImmunityMessage = z.object({
  type: z.enum(['apv', 'patch', 'metrics', 'heartbeat', 'error']),
  timestamp: z.string(),
  payload: z.record(z.string(), z.unknown()),
  offset: z.number().int().optional(),
  epoch: z.string().optional(),
});
export type ImmunityMessage = z.infer<typeof ImmunityMessage>;

/** `/ws/adaptive-immunity`: what a client sends. */
export const ImmunityCommand = z.union([
  z.object({ action: z.enum(['pause', 'resume', 'stop', 'ping']) }),
  z.object({ type: z.literal('ping') }),
]);
export type ImmunityCommand = z.infer<typeof ImmunityCommand>;

/** `/ws/{client_id}`: what a client sends. */
export const SimpleCommand = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ping') }),
  /** `since` is `offset,epoch`: what was missed comes first. */
  z.object({ type: z.literal('subscribe'), channel: z.string().max(192), since: z.string().max(96).optional() }),
  z.object({ type: z.literal('unsubscribe'), channel: z.string().max(192) }),
]);
export type SimpleCommand = z.infer<typeof SimpleCommand>;

/** `/ws/{client_id}`: what the server sends: info, pong, subscribed, unsubscribed, error, heartbeat and data types. */
export const SimpleMessage = z.object({
  type: z.string(),
  channel: z.string().optional(),
  data: z.unknown().optional(),
  timestamp: z.string(),
  client_id: z.string().optional(),
  offset: z.number().int().optional(),
  epoch: z.string().optional(),
});
export type SimpleMessage = z.infer<typeof SimpleMessage>;

/** Reads `offset,epoch`, as the simple endpoints take a position; `undefined` for anything else. */
export function parseSince(text: string | null | undefined): Position | undefined {
  const [offset = '', epoch = ''] = (text ?? '').split(',', 2);
  const position = /^\d{1,16}$/.test(offset) ? Position.safeParse({ offset: Number(offset), epoch }) : undefined;
  return position?.success === true ? position.data : undefined;
}

/** A label of a simple client: never an identity. `status` is reserved for REST. */
export const ClientLabel = z
  .string()
  .regex(/^[A-Za-z0-9_-]{1,64}$/)
  .refine((label) => label !== 'status', 'reserved');

/** Events that a client of `/hitl/ws` may ask for (hitl.md §8). */
export const hitlEvents = ['new_patch', 'decision_update', 'system_status', 'presence'] as const;
/** One of them. */
export type HitlEvent = (typeof hitlEvents)[number];

/** `/hitl/ws`: what a client sends. */
export const HitlCommand = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ping') }),
  z.object({ type: z.literal('subscribe'), events: z.array(z.enum(hitlEvents)).max(16) }),
  z.object({ type: z.literal('unsubscribe'), events: z.array(z.enum(hitlEvents)).max(16) }),
  z.object({ type: z.literal('view'), decision_id: z.string().max(64).nullable() }),
]);
export type HitlCommand = z.infer<typeof HitlCommand>;

/** `/hitl/ws`: what the server sends. */
export const HitlMessage = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('welcome'),
    connection_id: z.string(),
    timestamp: z.string(),
    message: z.string(),
    user: z.string(),
    server_version: z.string(),
  }),
  z.object({ type: z.literal('new_patch'), timestamp: z.string(), data: z.record(z.string(), z.unknown()) }),
  z.object({ type: z.literal('decision_update'), timestamp: z.string(), data: z.record(z.string(), z.unknown()) }),
  z.object({
    type: z.literal('system_status'),
    timestamp: z.string(),
    data: z.object({
      status: z.string(),
      components: z.record(z.string(), z.unknown()),
      degraded: z.array(z.string()),
    }),
  }),
  z.object({
    type: z.literal('presence'),
    timestamp: z.string(),
    data: z.object({ decision_id: z.string(), viewers: z.array(z.string()) }),
  }),
  z.object({ type: z.literal('heartbeat'), timestamp: z.string(), server: z.string() }),
  z.object({ type: z.literal('pong'), timestamp: z.string() }),
  z.object({ type: z.literal('subscribed'), timestamp: z.string(), events: z.array(z.string()) }),
  z.object({ type: z.literal('unsubscribed'), timestamp: z.string(), events: z.array(z.string()) }),
  z.object({ type: z.literal('error'), timestamp: z.string(), code: z.number().int(), message: z.string() }),
]);
export type HitlMessage = z.infer<typeof HitlMessage>;
