import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { probeSandbox, type SandboxSupport } from '../sandbox/probe.ts';

const install = [
  'apt-get update -q',
  'DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends bubblewrap util-linux',
].join(' && ');

/** Whether tests must run what they need: then a missing tool is installed, and a failure to do so throws. */
export function mustProvision(): boolean {
  return process.env['MAXIMUS_PROVISION'] === '1' || (process.env['CI'] ?? '') !== '';
}

/**
 * What this machine can shut a command in with; with `CI` or `MAXIMUS_PROVISION=1` bubblewrap is installed by apt where it is
 * missing, one installation at a time on a machine. Says on standard error why suites will be skipped.
 */
export async function provisionSandbox(): Promise<SandboxSupport> {
  const found = await probeSandbox(process.env);
  if (found.bubblewrap) return found;
  if (mustProvision()) {
    await promisify(execFile)('flock', ['/tmp/apt.lock', 'sh', '-c', install], {
      timeout: 300_000,
      maxBuffer: 16 << 20,
    });
    const again = await probeSandbox(process.env);
    if (!again.bubblewrap) throw new Error(`bubblewrap still does not work: ${again.missing.join('; ')}`);
    return again;
  }
  process.stderr.write(`skipped: ${found.missing.join('; ')}; set MAXIMUS_PROVISION=1 to have bubblewrap installed\n`);
  return found;
}
