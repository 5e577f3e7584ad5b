import { parseDuration } from '@maximus/kernel';
import * as z from 'zod';

const count = (fallback: number, says: string) => z.number().int().positive().default(fallback).describe(says);

/** The settings of the gateway (gateway.md §5, §7). */
export const GatewayConfig = z.strictObject({
  connections: count(20_000, 'Connections of this process; more are answered with 503.'),
  connections_per_user: count(20, 'Connections of one user; more are closed with 3504.'),
  connections_per_address: count(50, 'Connections from one address; more are closed with 3504.'),
  connection_rate: count(200, 'New connections of this process per second, sustained.'),
  connection_burst: count(1_000, 'New connections of this process at once.'),
  drain_seconds: count(20, 'Seconds over which connections are closed when the server goes away.'),
  catch_up_age: z
    .string()
    .default('1h')
    .refine((text) => (parseDuration(text) ?? 0) > 0, 'a duration such as "1h"')
    .describe('Events older than this are passed over while a node reads what was there before it (duration).'),
});
export type GatewayConfig = z.infer<typeof GatewayConfig>;
