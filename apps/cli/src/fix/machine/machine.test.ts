import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { memoryFiles } from '@maximus/inventory/testing';
import { frozenClock } from '@maximus/kernel';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CommandIo } from '../../terminal/io.ts';
import { createMachines } from './machine-of.ts';
import { mayAsk } from './may-ask.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'maximus-machine-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function ioWith(environment: Readonly<Record<string, string>>): CommandIo {
  return { environment, clock: frozenClock(0), signal: new AbortController().signal } as unknown as CommandIo;
}

/** A program on PATH that answers as npm does to a question for its settings. */
function npmThatSays(settings: Readonly<Record<string, unknown>>): Readonly<Record<string, string>> {
  mkdirSync(join(folder, 'bin'));
  const file = join(folder, 'bin/npm');
  writeFileSync(file, `#!/bin/sh\ncat <<'END'\n${JSON.stringify(settings)}\nEND\n`);
  chmodSync(file, 0o755);
  return { PATH: `${join(folder, 'bin')}:/usr/bin:/bin`, COMPANY_TOKEN: 't0ken' };
}

describe('an address that a project names', () => {
  const asked = mayAsk(['https://registry.example.test/npm/', 'http://127.0.0.1:4873/', 'no address']);

  it.each([
    ['https://registry.example.test/other', true],
    ['http://127.0.0.1:4873/x', true],
    ['http://127.0.0.1:9000/x', false],
    ['https://packages.example.test/x', true],
    ['http://packages.example.test/x', false],
    ['https://169.254.169.254/latest', false],
    ['https://localhost/x', false],
    ['https://vault.internal/x', false],
    ['https://intranet/x', false],
  ])('%s: %s', (address, wanted) => expect(asked(new URL(address))).toBe(wanted));
});

describe('npm of the user', () => {
  it('gives tool, registry, credentials and trusted certificates', async () => {
    const userconfig = join(folder, 'npmrc');
    const cafile = join(folder, 'ca.pem');
    writeFileSync(cafile, 'a certificate');
    writeFileSync(
      userconfig,
      [
        '//registry.example.test/:_authToken=$' + '{COMPANY_TOKEN}',
        '//other.example.test/npm/:_auth="dXNlcjpwdw=="',
        'color=false',
      ].join('\n'),
    );
    const settings = { 'npm-version': '11.0.0', registry: 'https://registry.example.test', userconfig, cafile };
    const machine = await createMachines(ioWith(npmThatSays(settings)), folder)('npm');
    expect(machine.access).toMatchObject({
      defaultRegistry: 'https://registry.example.test/',
      certificates: 'a certificate',
    });
    expect(machine.access.credentials.get('https://registry.example.test/')).toBe('Bearer t0ken');
    expect(machine.access.credentials.get('https://other.example.test/npm/')).toBe('Basic dXNlcjpwdw==');
    const [tool] = machine.tools.get('npm') ?? [];
    expect(tool).toMatchObject({
      version: '11.0.0',
      argv: ['/opt/maximus/tool/node', '/opt/maximus/tool/package/bin/npm'],
    });
    const source = await machine.sourceFor(memoryFiles({ '.npmrc': 'registry=http://10.0.0.1/' }), 'package-lock.json');
    expect(await source.versionsOf('bad')).toMatchObject({
      state: 'unreachable',
      reason: expect.stringContaining('10.0.0.1'),
    });
  });

  it.each([
    ['is not on PATH', {}, 'npm, whose settings name the registry, is not on PATH'],
    ['says nothing of use', { 'npm-version': '11.0.0' }, 'npm does not tell its settings'],
  ])('that %s is an unreachable registry', async (_name, settings, reason) => {
    const environment = Object.keys(settings).length === 0 ? { PATH: '/nowhere' } : npmThatSays(settings);
    const machine = await createMachines(ioWith(environment), folder)('npm');
    expect(machine.tools.size).toBe(0);
    const source = await machine.sourceFor(memoryFiles({}), 'package-lock.json');
    expect(await source.versionsOf('bad')).toEqual({ state: 'unreachable', reason });
  });

  it('is asked once, and no other ecosystem is known by accident', async () => {
    const machines = createMachines(ioWith({ PATH: '/nowhere' }), folder);
    expect(await machines('npm')).toBe(await machines('npm'));
    const source = await (await machines(undefined)).sourceFor(memoryFiles({}), 'x');
    expect(await source.versionsOf('bad')).toMatchObject({ state: 'unreachable' });
  });
});
