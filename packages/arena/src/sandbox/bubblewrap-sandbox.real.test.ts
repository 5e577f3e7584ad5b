import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getPriority } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { provisionSandbox } from '../testing/provision.ts';
import { workFolder } from '../testing/work-folder.ts';
import { createBubblewrapSandbox } from './bubblewrap-sandbox.ts';

import type { CommandResult, SandboxCommand, SandboxLimits } from './types.ts';

const support = await provisionSandbox();
const sandbox = createBubblewrapSandbox({ level: 'process', isRoot: process.getuid?.() === 0 });
const limits: SandboxLimits = {
  timeoutMs: 20_000,
  memoryBytes: 256 << 20,
  processes: 64,
  diskBytes: 64 << 20,
  outputBytes: 4 << 20,
  keptOutputBytes: 64 << 10,
};

async function sh(script: string, more: Partial<SandboxCommand> = {}): Promise<CommandResult> {
  await using folder = await workFolder({ 'inside.txt': 'mine' });
  // Awaited here: the folder goes when this function returns.
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

function marked(mark: string): boolean {
  const listed = execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' });
  return listed.split('\n').some((line) => line.includes(mark) && !line.startsWith('ps '));
}

describe.skipIf(!support.bubblewrap)('a command in bubblewrap', () => {
  it('sees its work folder, a private home and nothing of the machine', async () => {
    const result = await sh('cat inside.txt; ls -A ~ /home /root /work 2>&1; cat /etc/shadow; env | sort; id -u; pwd');
    expect(result.end).toBe('exited');
    expect(result.output.head).toContain('mine');
    expect(result.output.head).toMatch(/\/root.*No such file/);
    expect(result.output.head).toMatch(/shadow.*No such file/);
    const names = result.output.head.match(/^[A-Z_]+(?==)/gm);
    expect(names).toEqual(['CI', 'HOME', 'LANG', 'PATH', 'PWD', 'TMPDIR', 'TZ']);
    expect(result.output.head).not.toMatch(/^0$/m);
  });

  it('writes nowhere but there', async () => {
    const mark = `/tmp/maximus-escape-${process.pid}`;
    const result = await sh(`echo x > /usr/x; echo x > ${mark}; echo x > ../up; echo x > new.txt && cat new.txt`);
    expect(result.output.head).toMatch(/usr\/x: Read-only/);
    expect(result.output.head).toMatch(/\nx\n/);
    expect(existsSync(mark)).toBe(false);
  });

  it('cannot make namespaces, see other processes or reach the network', async () => {
    const result = await sh(
      'unshare -U true; ps -e | wc -l; cat /proc/net/dev | grep -c :; node -v; (echo > /dev/tcp/127.0.0.1/22) 2>&1; true',
      { argv: ['/bin/bash', '-c', 'unshare -Ur true; cat /proc/net/dev | grep -c :; ls -d /proc/[0-9]* | wc -l'] },
    );
    expect(result.output.head).toMatch(/unshare.*(No space left|Operation not permitted)/);
    const [interfaces, processes] = result.output.head.trim().split('\n').slice(-2).map(Number);
    expect(interfaces).toBe(1);
    expect(processes).toBeLessThan(8);
  });

  it('ends at its time, also when it ignores signals', async () => {
    const result = await sh(`trap '' TERM; while :; do :; done`, { limits: { ...limits, timeoutMs: 500 } });
    expect(result).toMatchObject({ end: 'timed-out', exitCode: null, reason: 'it did not end within 0.5 s' });
  });

  it('ends as a fork bomb, and nothing of it is left', async () => {
    const mark = `bomb-${process.pid}-${Date.now()}`;
    const bash = (script: string, timeoutMs: number) =>
      sh('', { argv: ['/bin/bash', '-c', script], limits: { ...limits, timeoutMs } });
    const piling = await bash(`while :; do (exec -a ${mark} sleep 60) & done`, 20_000);
    expect(piling).toMatchObject({ end: 'process-limit', reason: 'it had more than 64 processes' });
    const spreading = await bash(`b() { b | b & }; b; exec -a ${mark} sleep 60`, 2_000);
    expect(['process-limit', 'timed-out']).toContain(spreading.end);
    expect(marked(mark)).toBe(false);
  });

  it('ends when its memory, its files or its output grow past their limits', async () => {
    // Each holds what it has taken, so that it is seen whenever somebody looks.
    const patient = { limits: { ...limits, timeoutMs: 120_000 } };
    const memory = await sh(`head -c 600000000 /dev/zero | tail | sleep 600`, patient);
    expect(memory.end).toBe('memory-limit');
    const disk = await sh(`head -c 300000000 /dev/zero > big; sleep 600`, patient);
    expect(disk.end).toBe('disk-limit');
    const output = await sh(`yes`);
    expect(output.end).toBe('output-limit');
    expect(output.output.head.length + output.output.tail.length).toBeLessThanOrEqual(limits.keptOutputBytes);
  });

  it('is cancelled from outside', async () => {
    const abort = new AbortController();
    const running = sh('sleep 60', { signal: abort.signal });
    abort.abort();
    expect((await running).end).toBe('cancelled');
  });

  it('leaves nothing when it is cancelled at any moment of its start', async () => {
    const mark = `early-${process.pid}-${Date.now()}`;
    for (let at = 0; at < 60; at += 1) {
      const abort = new AbortController();
      const running = sh('', { argv: ['/bin/bash', '-c', `exec -a ${mark} sleep 60`], signal: abort.signal });
      setTimeout(() => abort.abort(), at / 3);
      expect(await running).toMatchObject({ end: 'cancelled', exitCode: null });
    }
    expect(marked(mark)).toBe(false);
  });

  it('has ended all of it when it is done, also what let go of its output', async () => {
    const mark = `behind-${process.pid}-${Date.now()}`;
    for (let time = 0; time < 20; time += 1) {
      const argv = [
        '/bin/bash',
        '-c',
        `for n in 1 2 3 4; do (exec -a ${mark} sleep 60) >/dev/null 2>&1 & done; sleep 0.02`,
      ];
      expect(await sh('', { argv })).toMatchObject({ end: 'exited', exitCode: 0 });
      expect(marked(mark)).toBe(false);
    }
  });

  it('gives the command exactly its environment, also names that no shell could set', async () => {
    const env = { 'npm_config_//registry.example.test/:_authToken': 'a b=c', EMPTY: '', LINES: 'one\ntwo' };
    const print = 'process.stdout.write(JSON.stringify(process.env))';
    const node = { from: process.execPath, at: '/opt/maximus/node' };
    const result = await sh('', { argv: ['/opt/maximus/node', '-e', print], env, tools: [node] });
    const seen = JSON.parse(result.output.head);
    expect(seen).toMatchObject(env);
    expect(Object.keys(seen).sort()).toEqual(
      ['CI', 'HOME', 'LANG', 'PATH', 'PWD', 'TMPDIR', 'TZ', ...Object.keys(env)].sort(),
    );
  });

  it('says of a program that is not there that it could not start', async () => {
    expect(await sh('', { argv: ['/usr/bin/nothing-like-it'] })).toMatchObject({
      end: 'could-not-start',
      exitCode: null,
      reason: expect.stringContaining('nothing-like-it'),
    });
  });

  describe('with a way out', () => {
    let registry: Server;
    let port: number;
    beforeAll(async () => {
      registry = createServer((request, answer) => answer.end(`you asked for ${request.url}`));
      await new Promise<void>((done) => registry.listen(0, '127.0.0.1', done));
      port = (registry.address() as AddressInfo).port;
    });
    afterAll(() => void registry.close());

    const fetching = (address: string) =>
      `fetch('${address}').then(r => r.text()).then(console.log, e => console.log('refused', e.cause?.code))`;

    it('reaches the registry that is allowed and no other port', async () => {
      const other = createServer((_request, answer) => answer.end('secret'));
      await new Promise<void>((done) => other.listen(0, '127.0.0.1', done));
      const otherPort = (other.address() as AddressInfo).port;
      const run = (address: string) =>
        sh('', {
          argv: ['/opt/maximus/node', '-e', fetching(address)],
          network: { allow: [{ host: '127.0.0.1', port }] },
        });
      const allowed = await run(`http://127.0.0.1:${port}/left-pad`);
      expect(allowed.output.head).toContain('you asked for /left-pad');
      expect(allowed.contacts).toEqual([{ host: '127.0.0.1', port, allowed: true }]);
      const refused = await run(`http://127.0.0.1:${otherPort}/`);
      expect(refused.output.head).toContain('refused');
      other.close();
    });

    it('is refused by the proxy where it asks for another host, and the try is noted', async () => {
      const ask = `const n = require('net').connect(3128, '127.0.0.1');
        n.write('CONNECT 169.254.169.254:80 HTTP/1.1\\r\\n\\r\\n'); n.on('data', d => { console.log(String(d)); n.end(); });`;
      const result = await sh('', {
        argv: ['/opt/maximus/node', '-e', ask],
        network: { allow: [{ host: '127.0.0.1', port }] },
      });
      expect(result.output.head).toContain('403 Forbidden');
      expect(result.contacts).toEqual([{ host: '169.254.169.254', port: 80, allowed: false }]);
    });
  });

  it('comes after what a person waits for, from its first moment', async () => {
    expect((await sh('nice')).output.head).toBe(`${Math.min(19, getPriority() + 10)}\n`);
  });

  it('gives the work folder back to its owner with what was written', async () => {
    await using folder = await workFolder();
    await sandbox.run({
      argv: ['/bin/sh', '-c', 'mkdir -p a; echo done > a/b'],
      workFolder: folder.path,
      env: {},
      network: 'none',
      limits,
      tools: [],
      label: 'test',
    });
    expect(readFileSync(join(folder.path, 'a/b'), 'utf8')).toBe('done\n');
  });
});
