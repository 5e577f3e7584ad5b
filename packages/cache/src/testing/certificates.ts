import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Files of a made-up authority and of one certificate by it for 127.0.0.1, good for servers and for clients. */
export interface TestCertificates {
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
}

/** Makes them with the system's openssl; they are good for two days. */
export function makeCertificates(folder: string): TestCertificates {
  const path = (name: string) => join(folder, name);
  const openssl = (...args: readonly string[]) => execFileSync('openssl', args, { stdio: 'ignore' });
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  const [ca, caKey, cert, key, request] = ['ca.pem', 'ca.key', 'own.pem', 'own.key', 'own.csr'].map(path) as [
    ...[string, string, string, string, string],
  ];
  openssl('req', '-x509', ...newKey, '-keyout', caKey, '-out', ca, '-subj', '/CN=test authority', '-days', '2');
  openssl('req', ...newKey, '-keyout', key, '-out', request, '-subj', '/CN=127.0.0.1');
  writeFileSync(path('extensions'), 'subjectAltName=IP:127.0.0.1\n');
  openssl(
    ...['x509', '-req', '-in', request, '-CA', ca, '-CAkey', caKey, '-CAcreateserial', '-out', cert, '-days', '2'],
    ...['-extfile', path('extensions')],
  );
  return { ca, cert, key };
}
