import { AuditConfig } from '@maximus/audit';
import { BusConfig } from '@maximus/bus';
import { CacheConfig, RedisConfig } from '@maximus/cache';
import { EurekaConfig } from '@maximus/eureka';
import { GatewayConfig } from '@maximus/gateway';
import { HeraldConfig } from '@maximus/herald';
import { SlackConfig } from '@maximus/hitl';
import { AuthConfig } from '@maximus/identity';
import { logLevels } from '@maximus/observability';
import { OraculoConfig } from '@maximus/oraculo';
import { RateLimitConfig } from '@maximus/ratelimit';
import { RealtimeConfig } from '@maximus/realtime';
import { DatabaseConfig } from '@maximus/storage';
import * as z from 'zod';

const port = (fallback: number, meaning: string) =>
  z.number().int().min(0).max(65_535).default(fallback).describe(meaning);

/** Where and how the server answers HTTP (platform.md §1.6). */
const HttpConfig = z.strictObject({
  host: z.string().min(1).default('127.0.0.1').describe('Address to listen on; 0.0.0.0 for every network.'),
  port: port(8001, 'Port for REST, sockets and the page; 0 takes a free one.'),
  public_url: z
    .string()
    .default('')
    .refine(
      (text) => text === '' || /^https?:\/\/[^\s/]+(\/.*)?$/.test(text),
      'an address such as https://maximus.example',
    )
    .describe('Address that people use, where a proxy stands before the server; empty: http://<host>:<port>.'),
  trusted_proxies: z
    .array(z.string().regex(/^[0-9a-fA-F.:]+(\/\d{1,3})?$/, 'an address or a network such as 10.0.0.0/8'))
    .default([])
    .describe('Addresses and networks whose forwarded headers are believed; empty: none.'),
  max_requests: z
    .number()
    .int()
    .min(1)
    .default(1_000)
    .describe('Requests in hand at once; more are turned away (count).'),
});

/** Log lines (platform.md §4). */
const LogConfig = z.strictObject({
  level: z
    .enum(['auto', ...logLevels])
    .default('auto')
    .describe('Least severe line that is written; auto: warn on a terminal, info elsewhere.'),
  format: z.enum(['auto', 'json', 'pretty']).default('auto').describe('auto: pretty on a terminal, json elsewhere.'),
  file: z.string().default('').describe('Also write JSON lines here; rotated at 10 MB, five files. Empty: no file.'),
  redact: z
    .array(z.string().refine(isPattern, 'a regular expression'))
    .default([])
    .describe('Regular expressions whose matches are masked in every line.'),
});

/** Traces by OpenTelemetry (platform.md §4). */
const TracingConfig = z.strictObject({
  url: z
    .string()
    .default('')
    .refine((text) => text === '' || URL.canParse(text), 'an address such as http://collector:4318/v1/traces')
    .describe('OTLP/HTTP address of a collector; empty: no traces.'),
  ratio: z
    .number()
    .min(0)
    .max(1)
    .default(0.1)
    .describe('Share of new traces that is kept; others follow their sender.'),
});

/** The whole of `maximus-server.yaml`: one described object per package, put together. */
export const ServerConfig = z.strictObject({
  environment: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,31}$/, 'a word such as production')
    .default('development')
    .describe('Where this runs: production refuses what would leave it open.'),
  data_dir: z.string().min(1).default('./.maximus').describe('Folder of everything that the server writes.'),
  examples: z
    .boolean()
    .default(true)
    .describe('Whether a first start registers the example projects; never in production.'),
  http: HttpConfig.prefault({}),
  metrics: z
    .strictObject({
      port: port(9464, 'Port on 127.0.0.1 that shows /metrics without log-in; 0: none.'),
    })
    .prefault({}),
  log: LogConfig.prefault({}),
  tracing: TracingConfig.prefault({}),
  shutdown: z
    .strictObject({
      deadline_seconds: z.number().min(1).max(600).default(30).describe('How long a stop may take (seconds).'),
    })
    .prefault({}),
  database: DatabaseConfig.prefault({}),
  bus: BusConfig.prefault({}),
  redis: RedisConfig.prefault({}),
  cache: CacheConfig.prefault({}),
  ratelimit: RateLimitConfig.prefault({}),
  auth: AuthConfig.prefault({}),
  audit: AuditConfig.prefault({}),
  realtime: RealtimeConfig.prefault({}),
  gateway: GatewayConfig.prefault({}),
  herald: HeraldConfig.prefault({}),
  slack: SlackConfig.prefault({}),
  ...OraculoConfig.shape,
  ...EurekaConfig.shape,
});
export type ServerConfig = z.infer<typeof ServerConfig>;

function isPattern(text: string): boolean {
  try {
    return new RegExp(text).source !== '';
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}
