import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '@maximus/kernel';
import { silentLogger as logger } from '@maximus/observability';
import { sql } from 'kysely';
import { expect, test, vi } from 'vitest';
import { openDatabase } from '../database/index.ts';
import { storageChecks } from '../health/index.ts';
import { findPlace } from './place.ts';
import { startEmbedded } from './start-embedded.ts';

const within = { timeout: 60_000, interval: 100 };

/** A disk of its own for the cluster; only root may mount one, and not everywhere. */
function mountSmallDisk(home: string): boolean {
  try {
    execFileSync('/bin/mount', ['-t', 'tmpfs', '-o', 'size=140m,mode=0755', 'tmpfs', home], { stdio: 'ignore' });
    return true;
  } catch {
    // Not allowed in this container.
    return false;
  }
}

test('a full disk refuses writes with a sentence, loses nothing acknowledged, and heals when there is room', async (context) => {
  if (process.getuid?.() !== 0) return context.skip('only root can mount a small disk');
  const dataDir = mkdtempSync(join(tmpdir(), 'maximus-full-'));
  const { home } = await findPlace(dataDir);
  if (!mountSmallDisk(home)) {
    rmSync(home, { recursive: true });
    return context.skip('a small disk cannot be mounted here');
  }
  try {
    const server = await startEmbedded({ dataDir, logger });
    const database = openDatabase({ connection: server.connection, clock: systemClock, logger });
    const { kysely } = database;
    await sql`create table filled (n int primary key, bytes bytea not null)`.execute(kysely);
    await sql`alter table filled alter column bytes set storage external`.execute(kysely);
    await sql`create table health_probe (id int, written_at timestamptz)`.execute(kysely);
    writeFileSync(join(home, 'ballast'), Buffer.alloc(32 << 20));
    const acknowledged: number[] = [];
    const write = (n: number) => sql`insert into filled values (${n}, ${randomBytes(200_000)})`.execute(kysely);
    let refusal: unknown;
    for (let n = 0; n < 2_000 && refusal === undefined; n += 1) {
      try {
        await write(n);
        acknowledged.push(n);
      } catch (error) {
        refusal = error;
      }
    }
    // Where it is the log that finds no room, PostgreSQL stops and starts anew.
    expect(['storage.disk_full', 'storage.unreachable']).toContain((refusal as { code?: string }).code);
    const [check] = storageChecks(database, systemClock);
    expect(acknowledged.length).toBeGreaterThan(10);
    rmSync(join(home, 'ballast'));
    await vi.waitFor(() => write(10_000), within);
    const { rows } = await sql<{ n: number }>`select n from filled where n < 10000`.execute(kysely);
    const stored = new Set(rows.map(({ n }) => n));
    expect(acknowledged.filter((n) => !stored.has(n))).toEqual([]);
    expect(await check?.check(AbortSignal.timeout(5_000))).toMatchObject({ status: 'healthy' });
    await database.close();
    await server.stop();
  } finally {
    execFileSync('/bin/umount', ['-l', home]);
    rmSync(home, { recursive: true });
    rmSync(dataDir, { recursive: true });
  }
});
