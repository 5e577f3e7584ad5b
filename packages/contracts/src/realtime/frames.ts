import { z } from 'zod';
import { CommandFailure, Member, PositionMap, Publication } from './commands.ts';

/** The answer to a command: one of `result` and `error`. */
export const Reply = z.object({
  id: z.number().int().nonnegative(),
  result: z.record(z.string(), z.unknown()).optional(),
  error: CommandFailure.optional(),
});
export type Reply = z.infer<typeof Reply>;

/** The regular sign of life, with the position up to which this connection was sent everything. */
export const Heartbeat = z.object({
  time: z.string(),
  positions: PositionMap,
  active_connections: z.number().int(),
});
export type Heartbeat = z.infer<typeof Heartbeat>;

/** What the server says without being asked: exactly one kind. */
export const Push = z.object({
  channel: z.string().optional(),
  pub: Publication.optional(),
  presence: z.object({ members: z.array(Member) }).optional(),
  unsubscribe: z.object({ code: z.number().int(), reason: z.string() }).optional(),
  heartbeat: Heartbeat.optional(),
  disconnect: z
    .object({ code: z.number().int(), reason: z.string(), reconnect_after_ms: z.number().optional() })
    .optional(),
  refresh: z.object({ expires_at: z.string() }).optional(),
});
export type Push = z.infer<typeof Push>;

/** Whatever a server of the native protocol sends. */
export const ServerMessage = z.union([z.object({ push: Push }), Reply]);
export type ServerMessage = z.infer<typeof ServerMessage>;

/** Parts a text frame of the native protocol into its objects; empty lines are left out. */
export function splitFrame(text: string): readonly string[] {
  return text.includes('\n') ? text.split('\n').filter((line) => line !== '') : [text];
}
