import { parseDuration, parseSize } from '@maximus/kernel';
import * as z from 'zod';

const duration = (fallback: string, meaning: string) =>
  z
    .string()
    .default(fallback)
    .refine((text) => (parseDuration(text) ?? 0) > 0, 'a duration such as "2s" or "1h"')
    .describe(`${meaning} (duration).`);
const size = (fallback: string, meaning: string) =>
  z
    .string()
    .default(fallback)
    .refine((text) => (parseSize(text) ?? 0) > 0, 'a size such as "64MiB" or "1GiB"')
    .describe(`${meaning} (size).`);

/** How Redis is reached (platform.md §7). */
export const RedisConfig = z.strictObject({
  url: z
    .string()
    .default('')
    .describe(
      'Where Redis is: redis://, rediss://, redis-sentinel://h1,h2/name or redis-cluster://h1,h2. Empty: none, memory instead.',
    ),
  username: z.string().default('').describe('User name for Redis; the one in the URL otherwise.'),
  password_file: z.string().default('').describe('File that holds the password; the one in the URL otherwise.'),
  sentinel_username: z.string().default('').describe('User name for the sentinels, where they ask for one.'),
  sentinel_password_file: z.string().default('').describe('File that holds the password of the sentinels.'),
  db: z.number().int().min(0).max(1_000_000).default(0).describe('Number of the database; not in a cluster.'),
  tls: z.boolean().default(false).describe('Encrypt, whatever the scheme of the URL says; rediss:// always does.'),
  tls_ca_file: z.string().default('').describe('Certificates (PEM) that the server is checked against.'),
  tls_cert_file: z.string().default('').describe('Our certificate (PEM), for mutual TLS.'),
  tls_key_file: z.string().default('').describe('The key (PEM) of our certificate.'),
  max_connections: z
    .number()
    .int()
    .min(4)
    .max(1_000)
    .default(50)
    .describe('Most connections of this process to one server, one of them for subscriptions. More open under load.'),
  connect_timeout: duration('5s', 'How long a connection may take'),
  command_timeout: duration('2s', 'How long a command may take before local memory answers'),
  key_prefix: z
    .string()
    .max(64)
    .regex(/^[^{}]*$/, 'a prefix without braces')
    .default('maximus:')
    .describe('What every key and channel starts with.'),
});
export type RedisConfig = z.infer<typeof RedisConfig>;

/** The levels of the cache (platform.md §6). */
export const CacheConfig = z.strictObject({
  memory_size: size('64MiB', 'Most bytes of the first level, in memory'),
  memory_entries: z.number().int().min(1).max(10_000_000).default(10_000).describe('Most entries of the first level.'),
  memory_ttl: duration('60s', 'How long an entry stays in the first level'),
  redis_ttl: duration('1h', 'How long an entry stays in the second level, Redis'),
  negative_ttl: duration('30s', 'How long it is remembered that something does not exist'),
  disk_size: size('1GiB', 'Most bytes of the third level, blobs on disk'),
  eviction: z.enum(['lru', 'lfu', 'fifo']).default('lru').describe('What leaves the first level when it is full.'),
});
export type CacheConfig = z.infer<typeof CacheConfig>;
