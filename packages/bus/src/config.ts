import { parseDuration } from '@maximus/kernel';
import * as z from 'zod';

const duration = (fallback: string, meaning: string) =>
  z
    .string()
    .default(fallback)
    .refine((text) => (parseDuration(text) ?? 0) > 0, 'a duration such as "10s" or "7d"')
    .describe(`${meaning} (duration).`);

/** How Kafka is reached (apv.md §8). */
export const KafkaConfig = z.strictObject({
  brokers: z
    .array(z.string().regex(/^[^\s:/]+:\d{1,5}$|^\[[0-9a-fA-F:]+\]:\d{1,5}$/, 'a broker as host:port'))
    .default([])
    .describe('Brokers to start from, as host:port. Required when the driver is kafka.'),
  client_id: z
    .string()
    .regex(/^\S{1,100}$/, 'a name without spaces')
    .default('maximus')
    .describe('How this client names itself.'),
  group_prefix: z
    .string()
    .max(64)
    .regex(/^\S*$/, 'a prefix without spaces')
    .default('maximus.')
    .describe('What the name of every consumer group starts with.'),
  tls: z.boolean().default(false).describe('Encrypt the connections.'),
  tls_ca_file: z.string().default('').describe('Certificates (PEM) that the brokers are checked against.'),
  tls_cert_file: z.string().default('').describe('Our certificate (PEM), for mutual TLS.'),
  tls_key_file: z.string().default('').describe('The key (PEM) of our certificate.'),
  sasl_mechanism: z
    .enum(['none', 'PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512'])
    .default('none')
    .describe('How this client logs in.'),
  sasl_username: z.string().default('').describe('Name to log in with.'),
  sasl_password_file: z.string().default('').describe('File that holds the password.'),
  compression: z.enum(['zstd', 'gzip', 'none']).default('zstd').describe('How events are compressed on their way.'),
  create_topics: z.boolean().default(true).describe('Create the topics that are missing.'),
  replication: z
    .number()
    .int()
    .min(0)
    .max(9)
    .default(0)
    .describe('Copies of each new topic; 0: 3, or as many as there are brokers.'),
  retention: duration('7d', 'How long new topics keep their events'),
  session_timeout: duration('10s', 'After how long a silent consumer loses its share of the events'),
  request_timeout: duration('5s', 'How long a broker may take to answer'),
});
export type KafkaConfig = z.infer<typeof KafkaConfig>;

/** How events travel between the parts of the server. */
export const BusConfig = z.strictObject({
  driver: z.enum(['memory', 'kafka']).default('memory').describe('memory: within one process; kafka: between many.'),
  kafka: KafkaConfig.prefault({}),
});
export type BusConfig = z.infer<typeof BusConfig>;
