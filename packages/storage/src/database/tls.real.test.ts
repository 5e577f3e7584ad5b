import { execFileSync } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock as clock } from '@maximus/kernel';
import { silentLogger as logger } from '@maximus/observability';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findPlace, locateBinaries, type Postmaster, startEmbedded, startPostmaster } from '../embedded/index.ts';
import { openDatabase } from './open-database.ts';
import type { ConnectionSettings } from './types.ts';

const openssl = '/usr/bin/openssl';
let dataDir = '';
let home = '';
let postmaster: Postmaster | undefined;
let connection: ConnectionSettings;

function makeCertificate(name: string, alternative: string): void {
  const files = ['-keyout', join(home, `${name}.key`), '-out', join(home, `${name}.crt`)];
  const subject = ['-subj', '/CN=database.example.test', '-addext', `subjectAltName=${alternative}`];
  execFileSync(openssl, ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', ...files, ...subject], {
    stdio: 'ignore',
  });
}

beforeAll(async () => {
  if (!existsSync(openssl)) return;
  dataDir = mkdtempSync(join(tmpdir(), 'maximus-tls-'));
  const first = await startEmbedded({ dataDir, logger });
  ({ connection } = first);
  await first.stop();
  const place = await findPlace(dataDir);
  home = place.home;
  makeCertificate('server', 'IP:127.0.0.1');
  makeCertificate('other', 'IP:127.0.0.1');
  if (place.user !== undefined) chownSync(join(home, 'server.key'), place.user.uid, place.user.gid);
  postmaster = await startPostmaster(place, await locateBinaries(place.programs), {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    ssl: 'on',
    ssl_cert_file: join(home, 'server.crt'),
    ssl_key_file: join(home, 'server.key'),
  });
  connection = { ...connection, port: postmaster.port };
});

afterAll(async () => {
  await postmaster?.stop();
  if (home !== '') rmSync(home, { recursive: true });
  if (dataDir !== '') rmSync(dataDir, { recursive: true });
});

async function encrypted(tls: ConnectionSettings['tls'], host = '127.0.0.1'): Promise<boolean | undefined> {
  const database = openDatabase({ connection: { ...connection, host, tls }, clock, logger });
  try {
    const { rows } = await sql<{ ssl: boolean }>`select ssl from pg_stat_ssl where pid = pg_backend_pid()`.execute(
      database.kysely,
    );
    return rows[0]?.ssl;
  } finally {
    await database.close();
  }
}

const certificate = (name: string) => readFileSync(join(home, `${name}.crt`), 'utf8');

test.skipIf(!existsSync(openssl))(
  'a certificate is checked against its authority and the name of the host',
  async () => {
    expect(await encrypted({ verify: true, ca: certificate('server') })).toBe(true);
    expect(await encrypted({ verify: false })).toBe(true);
    expect(await encrypted(false)).toBe(false);
    const away = { code: 'storage.unreachable' };
    await expect(encrypted({ verify: true })).rejects.toMatchObject(away);
    await expect(encrypted({ verify: true, ca: certificate('other') })).rejects.toMatchObject(away);
    await expect(encrypted({ verify: true, ca: certificate('server') }, 'localhost')).rejects.toMatchObject(away);
  },
);
