import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runToEnd } from '../testing/run-server.ts';
import { version } from '../version.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'maximus-flags-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const file = (name: string, text: string) => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};

describe('maximus-server', () => {
  it('has the version of the product', async () => {
    const root = JSON.parse(readFileSync(resolve(import.meta.dirname, '../../../../package.json'), 'utf8'));
    expect(version).toBe(root.version);
    expect(await runToEnd(['--version'])).toMatchObject({ code: 0, out: `${version}\n`, err: '' });
  });

  it('explains itself and names its targets without starting anything', async () => {
    const help = await runToEnd(['--help']);
    expect(help).toMatchObject({ code: 0, err: '' });
    expect(help.out).toContain('--verify-config');
    const targets = await runToEnd(['--list-targets']);
    expect(targets).toMatchObject({ code: 0, err: '' });
    expect(targets.out).toMatch(/^all /);
    expect(targets.out).toMatch(/storage +needs nothing/);
  });

  it('shows every setting with its source, and no secret', async () => {
    const settings = file('secrets.yaml', 'redis:\n  url: redis://me:hunter2@redis:6379\n');
    const shown = await runToEnd(['--print-config', '--config', settings, '--port', '9000'], {
      env: { DATABASE_URL: 'postgres://me:hunter3@db/maximus', MAXIMUS_AUTH_OIDC_CLIENT_SECRET: 'hunter4' },
    });
    expect(shown.code).toBe(0);
    expect(shown.out).not.toMatch(/hunter/);
    expect(shown.out).toMatch(/http\.port +9000 +command line/);
    expect(shown.out).toMatch(/database\.url +"postgres:\/\/\*\*\*@db\/maximus" +MAXIMUS_DATABASE_URL/);
    expect(shown.out).toMatch(/auth\.oidc\.client_secret +\*\*\* /);
    expect(shown.out).toMatch(/redis\.url +"redis:\/\/\*\*\*@redis:6379" .*secrets\.yaml/);
  });

  it('accepts settings that are right and says which file they are from', async () => {
    const good = file('good.yaml', 'http:\n  port: 9001\n');
    expect(await runToEnd(['--verify-config', '--config', good])).toMatchObject({
      code: 0,
      out: `the settings are valid (${good})\n`,
    });
  });

  it.each([
    ['a flag', ['--prot', '1'], '', 'did you mean --port?'],
    ['a target', ['--target', 'orakulo'], '', 'no target "orakulo"'],
    ['a key', [], 'http:\n  prot: 1\n', 'unknown key "http.prot"; did you mean "http.port"?'],
    ['a value', [], 'http:\n  port: many\n', '"http.port"'],
    ['a value on the command line', ['--port', 'many'], '', '"http.port"'],
    ['YAML', [], 'http:\n  - [\n', ':3: not valid YAML'],
    ['two settings together', ['--set', 'bus.driver=kafka'], '', 'bus.kafka.brokers'],
    [
      'what leaves production open',
      ['--environment', 'production', '--set', 'auth.dev_open=true'],
      '',
      'auth.dev_open',
    ],
    ['a missing file', ['--config', '/nowhere/x.yaml'], undefined, 'cannot be read'],
  ])('refuses %s that is wrong, in two lines, with exit code 3', async (name, args, text, message) => {
    const own = text === undefined ? [] : ['--config', file(`${name.replaceAll(' ', '-')}.yaml`, text)];
    const ended = await runToEnd(['--verify-config', ...own, ...args]);
    expect(ended).toMatchObject({ code: 3, out: '' });
    expect(ended.err).toContain(message);
    expect(ended.err.trim().split('\n')).toHaveLength(2);
    expect(ended.err).not.toMatch(/^ +at /m);
  });

  it('says which variable sets nothing', async () => {
    const ended = await runToEnd(['--verify-config'], { env: { MAXIMUS_HTTP_PROT: '1' } });
    expect(ended.err).toContain('MAXIMUS_HTTP_PROT (did you mean MAXIMUS_HTTP_PORT?)');
  });
});
