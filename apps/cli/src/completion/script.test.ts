import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { commands } from '../commands/registry.ts';
import { completionScript } from './script.ts';

const script = completionScript('bash', commands) ?? '';

/** What bash offers after these words; the last one is being typed. */
function offered(...words: string[]): readonly string[] {
  const list = words.map((word) => `'${word}'`).join(' ');
  const ask = `${script}\nCOMP_WORDS=(maximus ${list}); COMP_CWORD=${words.length}; _maximus; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const done = spawnSync('bash', ['-c', ask], { encoding: 'utf8' });
  expect(done.stderr).toBe('');
  return done.stdout.split('\n').filter((line) => line !== '');
}

it('bash accepts the script', () => {
  const done = spawnSync('bash', ['-n'], { input: script, encoding: 'utf8' });
  expect([done.status, done.stderr]).toEqual([0, '']);
});

it('bash offers commands, subcommands, options and their values', () => {
  expect(offered('sc')).toEqual(['scan']);
  expect(offered('db', 'ver')).toEqual(['verify']);
  expect(offered('scan', '--fail')).toEqual(['--fail-on']);
  expect(offered('scan', '--fail-on', 'k')).toEqual(['kev']);
  expect(offered('db', 'build', '--fr')).toEqual(['--from']);
});

it('zsh loads the one of bash, and no other shell gets one', () => {
  expect(completionScript('zsh', commands)).toContain('bashcompinit');
  expect(completionScript('tcsh', commands)).toBeUndefined();
});

it('fish quotes what is said of each option', () => {
  const fish = completionScript('fish', commands) ?? '';
  for (const line of fish.trimEnd().split('\n').slice(2)) {
    expect(line).toMatch(/^complete -c maximus -n /);
    expect((line.replaceAll("'\\''", '').match(/'/g) ?? []).length % 2).toBe(0);
  }
});
