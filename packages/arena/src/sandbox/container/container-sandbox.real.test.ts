import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, copyFile, mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { workFolder } from '../../testing/work-folder.ts';
import { probeSandbox } from '../probe.ts';
import type { CommandResult, SandboxCommand } from '../types.ts';
import { createContainerSandbox, sweepContainers } from './container-sandbox.ts';

const support = await probeSandbox(process.env);
const client = support.containerClient;
const environment = support.engineEnvironment ?? {};
const busybox = '/bin/busybox';
const canRun = client !== undefined && existsSync(busybox);
if (!canRun) process.stderr.write(`skipped: containers: ${support.missing[0] ?? `${busybox} is not there`}\n`);

const limits = {
  timeoutMs: 60_000,
  memoryBytes: 64 << 20,
  processes: 64,
  diskBytes: 64 << 20,
  outputBytes: 4 << 20,
  keptOutputBytes: 64 << 10,
};

/** Only where an engine answers; none is installed for it, as an engine needs more of a machine than a test may take. */
describe.skipIf(!canRun)('a command in a container', () => {
  let image = '';
  beforeAll(async () => {
    await using root = await workFolder();
    await mkdir(join(root.path, 'bin'));
    await copyFile(busybox, join(root.path, 'bin/busybox'));
    for (const name of ['sh', 'id', 'ls', 'cat', 'echo', 'sleep', 'touch', 'env', 'sort', 'head', 'tail', 'yes']) {
      await symlink('busybox', join(root.path, 'bin', name));
    }
    const packed = execFileSync('tar', ['-C', root.path, '-c', '.'], { maxBuffer: 64 << 20 });
    image = execFileSync(client ?? '', ['import', '-'], { input: packed, env: environment, encoding: 'utf8' }).trim();
  });
  afterAll(() => {
    execFileSync(client ?? '', ['rmi', '--force', image], { env: environment, stdio: 'ignore' });
  });

  async function sh(script: string, more: Partial<SandboxCommand> = {}): Promise<CommandResult> {
    await using folder = await workFolder({ 'inside.txt': 'mine' });
    await chmod(folder.path, 0o711);
    const isRoot = process.getuid?.() === 0;
    const sandbox = createContainerSandbox({ client: client ?? 'docker', image, environment, isRoot });
    return await sandbox.run({
      argv: ['/bin/sh', '-c', script],
      workFolder: folder.path,
      env: {},
      network: 'none',
      limits,
      tools: [],
      label: 'test',
      ...more,
    });
  }

  it('sees its work folder and nothing of the machine, as nobody, and writes nowhere else', async () => {
    const result = await sh(
      'cat inside.txt; id -u; ls /home /root /work 2>&1; touch /x 2>&1; touch new && ls; env | sort',
    );
    expect(result).toMatchObject({ end: 'exited' });
    expect(result.output.head).toMatch(/^mine/);
    expect(result.output.head).not.toMatch(/^0$/m);
    expect(result.output.head).toMatch(/\/x: Read-only/);
    expect(result.output.head).toMatch(/inside\.txt\nnew/);
    expect(result.output.head).not.toMatch(/PROXY|TOKEN/);
  });

  it('ends at its time, past its memory or output, and when it is cancelled; nothing of it is left', async () => {
    const late = await sh(`trap '' TERM; while :; do :; done`, { limits: { ...limits, timeoutMs: 1_000 } });
    expect(late.end).toBe('timed-out');
    const memory = await sh('head -c 500000000 /dev/zero | tail; echo $?; exit 137');
    expect(memory.end).toBe('memory-limit');
    expect((await sh('yes')).end).toBe('output-limit');
    const abort = new AbortController();
    const running = sh('sleep 60', { signal: abort.signal });
    abort.abort();
    expect((await running).end).toBe('cancelled');
    const left = execFileSync(
      client ?? '',
      ['ps', '--quiet', '--all', '--filter', `label=maximus.arena.process=${process.pid}`],
      {
        env: environment,
        encoding: 'utf8',
      },
    );
    expect(left.trim()).toBe('');
    expect(await sweepContainers({ client: client ?? 'docker', environment })).toBe(0);
  });

  it('could not start from an image that the machine does not have', async () => {
    const sandbox = createContainerSandbox({
      client: client ?? 'docker',
      image: `sha256:${'0'.repeat(64)}`,
      environment,
      isRoot: process.getuid?.() === 0,
    });
    await using folder = await workFolder();
    const command = {
      argv: ['/bin/sh'],
      workFolder: folder.path,
      env: {},
      network: 'none' as const,
      limits,
      tools: [],
      label: 'x',
    };
    expect(await sandbox.run(command)).toMatchObject({ end: 'could-not-start' });
  });
});
