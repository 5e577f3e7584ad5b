import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Command } from './args/command.ts';
import { commands } from './commands/registry.ts';
import { runCommand } from './testing/run-command.ts';
import { version } from './version.ts';

function all(list: readonly Command[]): readonly Command[] {
  return list.flatMap((command) => [command, ...all(command.subcommands ?? [])]);
}

describe('the program', () => {
  it('has the version of its package', async () => {
    const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
      version: string;
    };
    expect(version).toBe(manifest.version);
    expect(await runCommand(['--version'])).toEqual({ code: 0, out: `maximus ${version}\n`, err: '' });
  });

  it('shows help without arguments, as a usage error', async () => {
    expect(await runCommand([])).toMatchObject({ code: 3, err: '' });
    expect((await runCommand(['--help'])).out).toContain('Exit codes');
  });

  it.each(all(commands).map((command) => [command.name, command] as const))(
    '%s has help with an example, in 80 columns',
    async (name, command) => {
      const { code, out } = await runCommand([...name.split(' '), '--help']);
      expect(code).toBe(0);
      expect(Math.max(...out.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
      expect(command.run === undefined || command.examples.length > 0).toBe(true);
    },
  );

  it.each([
    [['scna'], 'did you mean "scan"'],
    [['db', 'updat'], 'did you mean "update"'],
    [['scan', '--fail-onn', 'low'], 'did you mean --fail-on?'],
    [['scan', '--fail-on', 'hihg'], 'did you mean high?'],
    [['scan', '--fail-on'], 'needs a value'],
    [['scan', '--quiet=yes'], 'takes no value'],
    [['versions', 'compare', 'npm', '1'], 'B is missing'],
    [['versions', 'compare', 'nope', '1', '2'], 'cannot be compared'],
    [['completion', 'tcsh'], 'name a shell'],
    [['explain'], 'ID is missing'],
  ])('answers %j with what is wrong and what to do, and exits 3', async (argv, says) => {
    const { code, err } = await runCommand(argv);
    expect(err).toContain(says);
    expect(err).toMatch(/\[[a-z]+\.[a-z_]+\]/);
    expect(code).toBe(3);
  });

  it('exits 4 without a database, says how to get one, and never says clean', async () => {
    const { code, out, err } = await runCommand(['scan', '.', '--db', '/nonexistent/db']);
    expect(code).toBe(4);
    expect(err).toContain('maximus db update');
    expect(out + err).not.toMatch(/clean|no (known )?vulnerabilit|passed/i);
  });
});

describe('versions', () => {
  it('compare prints the sign', async () => {
    expect((await runCommand(['versions', 'compare', 'PyPI', '1.0rc1', '1.0'])).out).toBe('1.0rc1 < 1.0\n');
    expect((await runCommand(['versions', 'compare', 'npm', '2.0.0', '1.0.0'])).out).toBe('2.0.0 > 1.0.0\n');
    expect((await runCommand(['versions', 'compare', 'Maven', '1', '1.0'])).out).toBe('1 = 1.0\n');
  });

  it('sort puts the oldest first and names what does not parse', async () => {
    const { code, out, err } = await runCommand(['versions', 'sort', 'npm', '2.0.0', '1.0.0-rc.1', 'x y', '1.0.0']);
    expect(out).toBe('1.0.0-rc.1\n1.0.0\n2.0.0\n');
    expect(err).toContain('x y');
    expect(code).toBe(2);
  });
});

describe('completion', () => {
  it.each(['bash', 'zsh', 'fish'])('knows every command and option in %s', async (shell) => {
    const { code, out } = await runCommand(['completion', shell]);
    expect(code).toBe(0);
    for (const command of commands) expect(out).toContain(command.name);
    expect(out).toContain('cyclonedx-vex');
  });
});
