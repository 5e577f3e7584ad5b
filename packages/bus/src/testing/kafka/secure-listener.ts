import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { ListenerSettings } from './settings.ts';

const run = promisify(execFile);

/** What a client needs to be let in. */
export interface TestLogin {
  readonly username: string;
  /** Certificate (PEM) that the broker is checked against. */
  readonly caFile: string;
  readonly passwordFile: string;
}

/** A listener with a certificate of its own, PLAIN and SCRAM-SHA-512; `scram` is what the format of the data needs. */
export async function secureListener(
  folder: string,
): Promise<{ listener: ListenerSettings; login: TestLogin; scram: string }> {
  const username = 'maximus';
  const password = randomBytes(12).toString('hex');
  const store = join(folder, 'broker.p12');
  const caFile = join(folder, 'ca.pem');
  const passwordFile = join(folder, 'password');
  const ofStore = ['-alias', 'broker', '-keystore', store, '-storetype', 'PKCS12', '-storepass', password];
  const names = ['-dname', 'CN=127.0.0.1', '-ext', 'SAN=IP:127.0.0.1', '-validity', '2'];
  await run('keytool', ['-genkeypair', ...ofStore, '-keyalg', 'RSA', '-keysize', '2048', ...names]);
  const { stdout: certificate } = await run('keytool', ['-exportcert', '-rfc', ...ofStore]);
  await writeFile(caFile, certificate);
  await writeFile(passwordFile, `${password}\n`);
  const plain = 'org.apache.kafka.common.security.plain.PlainLoginModule required';
  const user = `username="${username}" password="${password}"`;
  const more = {
    'sasl.enabled.mechanisms': 'PLAIN,SCRAM-SHA-512',
    'sasl.mechanism.inter.broker.protocol': 'PLAIN',
    'listener.name.sasl_ssl.plain.sasl.jaas.config': `${plain} ${user} user_${username}="${password}";`,
    'listener.name.sasl_ssl.scram-sha-512.sasl.jaas.config':
      'org.apache.kafka.common.security.scram.ScramLoginModule required;',
    ...Object.fromEntries(
      ['keystore', 'truststore'].flatMap((kind) => [
        [`ssl.${kind}.type`, 'PKCS12'],
        [`ssl.${kind}.location`, store],
        [`ssl.${kind}.password`, password],
      ]),
    ),
  };
  const scram = `SCRAM-SHA-512=[name=${username},password=${password}]`;
  return { listener: { protocol: 'SASL_SSL', more }, login: { username, caFile, passwordFile }, scram };
}
