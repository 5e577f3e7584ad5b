import { readFile } from 'node:fs/promises';
import { parseDuration } from '@maximus/kernel';
import type { BaseOptions, SASLOptions } from '@platformatic/kafka';
import type { KafkaConfig } from '../../config.ts';
import { errors } from '../../errors.ts';

/** What every client of one bus shares: brokers, TLS and log-in. */
export type ClientOptions = Pick<
  BaseOptions,
  'bootstrapBrokers' | 'timeout' | 'connectTimeout' | 'requestTimeout' | 'tls' | 'sasl'
>;

/** A duration setting in milliseconds; the schema has checked it. */
export function durationMs(text: string): number {
  return parseDuration(text) ?? 0;
}

/** Reads the settings and the files that they name. Throws `bus.settings` with the name of the setting at fault. */
export async function clientOptions(config: KafkaConfig): Promise<ClientOptions> {
  const timeoutMs = durationMs(config.request_timeout);
  const [ca, cert, key] = await Promise.all([
    fileOf(config, 'tls_ca_file'),
    fileOf(config, 'tls_cert_file'),
    fileOf(config, 'tls_key_file'),
  ]);
  if ((cert === undefined) !== (key === undefined)) {
    throw errors.settings('bus.kafka.tls_cert_file and bus.kafka.tls_key_file belong together');
  }
  if (!config.tls && (ca !== undefined || cert !== undefined)) {
    throw errors.settings('bus.kafka.tls is false, but certificates are set');
  }
  const sasl = await saslOf(config);
  const tls = { ...(ca && { ca }), ...(cert && { cert }), ...(key && { key }) };
  return {
    bootstrapBrokers: [...config.brokers],
    timeout: timeoutMs,
    connectTimeout: timeoutMs,
    requestTimeout: timeoutMs,
    ...(config.tls ? { tls } : {}),
    ...(sasl === undefined ? {} : { sasl }),
  };
}

async function saslOf(config: KafkaConfig): Promise<SASLOptions | undefined> {
  if (config.sasl_mechanism === 'none') return undefined;
  const password = await fileOf(config, 'sasl_password_file');
  if (config.sasl_username === '' || password === undefined) {
    throw errors.settings('bus.kafka.sasl_mechanism needs sasl_username and sasl_password_file');
  }
  return { mechanism: config.sasl_mechanism, username: config.sasl_username, password: password.trimEnd() };
}

async function fileOf(
  config: KafkaConfig,
  name: 'tls_ca_file' | 'tls_cert_file' | 'tls_key_file' | 'sasl_password_file',
): Promise<string | undefined> {
  const path = config[name];
  if (path === '') return undefined;
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw errors.settings(`bus.kafka.${name} cannot be read: ${path}`, { file: path }, cause);
  }
}
