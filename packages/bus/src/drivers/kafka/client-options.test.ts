import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { BusConfig, KafkaConfig } from '../../config.ts';
import { createBus } from '../../create-bus.ts';
import { sampleCatalogue } from '../../testing/sample-events.ts';
import { clientOptions } from './client-options.ts';

let folder: string;
const file = (name: string) => join(folder, name);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'maximus-bus-'));
  for (const name of ['ca', 'cert', 'key']) await writeFile(file(name), `pem of ${name}\n`);
  await writeFile(file('password'), 's3cret\n');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const options = (changes: object) =>
  clientOptions(KafkaConfig.parse({ brokers: ['one:9092', '[::1]:9093'], ...changes }));

test('plain connections by default', async () => {
  expect(await options({ request_timeout: '2s' })).toEqual({
    bootstrapBrokers: ['one:9092', '[::1]:9093'],
    timeout: 2_000,
    connectTimeout: 2_000,
    requestTimeout: 2_000,
  });
});

test('certificates and the password are read from their files', async () => {
  const read = await options({
    tls: true,
    tls_ca_file: file('ca'),
    tls_cert_file: file('cert'),
    tls_key_file: file('key'),
    sasl_mechanism: 'SCRAM-SHA-512',
    sasl_username: 'maximus',
    sasl_password_file: file('password'),
  });
  expect(read.tls).toEqual({ ca: 'pem of ca\n', cert: 'pem of cert\n', key: 'pem of key\n' });
  expect(read.sasl).toEqual({ mechanism: 'SCRAM-SHA-512', username: 'maximus', password: 's3cret' });
});

test.each([
  ['a file that is not there', { tls: true, tls_ca_file: '/nowhere/ca' }, /tls_ca_file cannot be read/],
  ['a certificate without its key', { tls: true, tls_cert_file: 'cert' }, /belong together/],
  ['certificates without TLS', { tls_ca_file: 'ca' }, /tls is false/],
  ['a log-in without a name', { sasl_mechanism: 'PLAIN', sasl_password_file: 'password' }, /needs sasl_username/],
])('%s is said with the name of the setting', async (_, changes, message) => {
  const inFolder = Object.fromEntries(
    Object.entries(changes).map(([name, value]) => [
      name,
      name.endsWith('_file') && !String(value).startsWith('/') ? file(String(value)) : value,
    ]),
  );
  await expect(options(inFolder)).rejects.toMatchObject({
    code: 'bus.settings',
    message: expect.stringMatching(message),
  });
});

test.each([{ brokers: ['no-port'] }, { brokers: ['a b:1'] }, { retention: 'long' }, { surprise: 1 }])(
  'settings such as %j are refused',
  (changes) => {
    expect(KafkaConfig.safeParse(changes).success).toBe(false);
  },
);

test('the kafka driver wants brokers', async () => {
  const config = BusConfig.parse({ driver: 'kafka' });
  const made = createBus({ config, catalogue: sampleCatalogue(), storeDeadLetter: async () => undefined });
  await expect(made).rejects.toMatchObject({ code: 'bus.settings' });
});
