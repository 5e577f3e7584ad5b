import { execFile, execFileSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';

/** Whether real Redis servers can be started here; the sentence says why not. */
export type RedisAvailability = { readonly available: true } | { readonly available: false; readonly reason: string };

const needed = ['redis-server', 'redis-sentinel', 'openssl'];

function missing(): string[] {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return needed.filter((name) => !folders.some((folder) => isExecutable(join(folder, name))));
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * Looks for Redis on the path. With `CI` or `MAXIMUS_PROVISION=1` what is missing is installed by apt, one installation at
 * a time on a machine, and a failure to do so throws; otherwise the caller skips its suite with the reason.
 */
export async function provisionRedis(): Promise<RedisAvailability> {
  const lacks = missing();
  if (lacks.length === 0) return { available: true };
  const mayInstall = process.env['MAXIMUS_PROVISION'] === '1' || (process.env['CI'] ?? '') !== '';
  if (!mayInstall) {
    return {
      available: false,
      reason: `skipped: ${lacks.join(' and ')} not on the path; set MAXIMUS_PROVISION=1 to install`,
    };
  }
  const install =
    'apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends redis-server redis-sentinel openssl';
  await promisify(execFile)('flock', ['/tmp/apt.lock', 'sh', '-c', install], { timeout: 300_000, maxBuffer: 16 << 20 });
  const left = missing();
  if (left.length > 0) throw new Error(`${left.join(' and ')} still missing after the installation`);
  return { available: true };
}

/** The server's version as numbers, `[7, 0, 15]`. */
export function redisVersion(): readonly number[] {
  const text = execFileSync('redis-server', ['--version'], { encoding: 'utf8' });
  const [, version = '0.0.0'] = /v=(\d{1,4}\.\d{1,4}\.\d{1,4})/.exec(text) ?? [];
  return version.split('.').map(Number);
}
