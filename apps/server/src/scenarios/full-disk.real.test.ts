import { execFileSync, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { startFlow } from '../testing/apv-flow.ts';
import { healthOf } from '../testing/health-of.ts';
import { closedFolder, runToEnd, startServerProcess, stopServer } from '../testing/run-server.ts';
import { signInFirst } from '../testing/sign-in.ts';
import { until } from '../testing/until.ts';

/** A small disk at a folder; nothing where this user or this container may not mount one. */
function smallDisk(folder: string, mebibytes: number): { end(): void } | undefined {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${mebibytes}m,mode=0755`, 'tmpfs', folder], { stdio: 'ignore' });
  } catch {
    return undefined;
  }
  return { end: () => execFileSync('umount', ['-l', folder]) };
}

/** Writes so much, or until there is no room, which is no failure here. */
function fill(folder: string, mebibytes: number): void {
  spawnSync('dd', ['if=/dev/zero', `of=${join(folder, 'ballast')}`, 'bs=1M', `count=${mebibytes}`]);
}

describe('a disk without room', () => {
  it('is a clear sentence at the start', async (context) => {
    const place = closedFolder();
    const disk = smallDisk(place.dataDir, 200);
    if (disk === undefined) return context.skip('a small disk cannot be mounted here');
    try {
      const { code, err } = await runToEnd(['--data-dir', place.dataDir, '--port', '0', '--set', 'metrics.port=0']);
      expect(code).toBe(3);
      expect(err).toMatch(/^maximus-server: the disk of \S+ has \d+ MiB left\n/);
      expect(err.trim().split('\n')).toHaveLength(2);
    } finally {
      disk.end();
      place.remove();
    }
  });

  it('shows in /health while the server runs, and goes away with its cause', async (context) => {
    const place = closedFolder();
    const disk = smallDisk(place.dataDir, 400);
    if (disk === undefined) return context.skip('a small disk cannot be mounted here');
    const server = await startServerProcess(place.dataDir, ['--set', 'examples=false']);
    try {
      const { cookie } = await signInFirst(server);
      const disks = async () => (await healthOf(server.url, cookie))?.checks['disk']?.status;
      fill(place.dataDir, 250);
      await until('the disk is unhealthy', async () => (await disks()) === 'unhealthy');
      rmSync(join(place.dataDir, 'ballast'));
      await until('the disk is well', async () => (await disks()) === 'healthy');
    } finally {
      await stopServer(server);
      disk.end();
      place.remove();
    }
  });

  it('below the database refuses writes with a reason, answers reads, and loses nothing', async (context) => {
    if (process.getuid?.() !== 0) return context.skip('only root can mount a small disk');
    const place = closedFolder();
    const home = `/var/lib/maximus/${randomBytes(8).toString('hex')}`;
    mkdirSync(home, { recursive: true });
    const disk = smallDisk(home, 160);
    if (disk === undefined) {
      rmSync(home, { recursive: true });
      return context.skip('a small disk cannot be mounted here');
    }
    writeFileSync(join(place.dataDir, 'postgres.json'), JSON.stringify({ home }));
    const server = await startServerProcess(place.dataDir, [
      ...['--set', 'examples=false', '--set', 'test.endpoints=true', '--set', 'ratelimit.default_limit=100000'],
    ]);
    try {
      const ada = await signInFirst(server);
      const flow = startFlow(ada, [server.url]);
      await until('some are acknowledged', () => flow.acknowledged.size >= 5);
      fill(home, 200);
      const write = () => ada.api(server.url).triggerTestApv({ body: { cve_id: `CVE-2097-${Date.now()}` } });
      let refusal: Awaited<ReturnType<typeof write>> | undefined;
      const refused = async () => {
        refusal = await write();
        return !refusal.ok;
      };
      await until('a write is refused', refused, { withinMs: 90_000 });
      expect(refusal).toMatchObject({
        error: { kind: 'problem', problem: { code: expect.stringMatching(/^storage\./) } },
      });
      rmSync(join(home, 'ballast'));
      const { size } = flow.acknowledged;
      await until('writes go on', () => flow.acknowledged.size >= size + 5, { withinMs: 90_000 });
      await flow.stop();
      const listed = await ada.api(server.url).listApvs({ query: { limit: 200 } });
      const there = new Set(listed.ok ? listed.value.body.items.map(({ id }) => String(id)) : []);
      expect([...flow.acknowledged.values()].slice(-100).filter((id) => !there.has(id))).toEqual([]);
      const well = async () => (await healthOf(server.url, ada.cookie))?.checks['database']?.status === 'healthy';
      await until('the database is healthy', well);
    } finally {
      await stopServer(server);
      disk.end();
      place.remove();
      rmSync(home, { recursive: true, force: true });
    }
  });
});
