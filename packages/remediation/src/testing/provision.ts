import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { InstalledTool } from '../package-managers/types.ts';

/** What of the environment decides whether tools are fetched for tests. */
export type ProvisionEnvironment = Readonly<Record<string, string | undefined>>;

const python = '/usr/bin/python3';

/** Whether what is missing may be fetched. */
export function mayProvision({ CI, MAXIMUS_PROVISION }: ProvisionEnvironment): boolean {
  return (CI ?? '') !== '' || MAXIMUS_PROVISION === '1';
}

/**
 * A Python tool in a virtual environment of its own, below the system's Python so that it can be mounted; nothing where it is
 * missing and may not be fetched. `module` is what `python -m` starts, `name` what is installed,
 * `script` what is run where that is not Python itself.
 */
export function pythonTool(
  {
    module,
    name,
    versionArgs,
    script,
  }: {
    readonly module: string;
    readonly name: string;
    readonly versionArgs: readonly string[];
    readonly script?: string;
  },
  env: ProvisionEnvironment,
): InstalledTool | undefined {
  if (!existsSync(python)) return undefined;
  const home = join(tmpdir(), 'maximus-tools', name);
  const program = join(home, 'bin/python');
  if (!existsSync(join(home, '.ready'))) {
    if (!mayProvision(env)) return undefined;
    mkdirSync(home, { recursive: true, mode: 0o755 });
    execFileSync(python, ['-m', 'venv', home], { stdio: 'ignore' });
    execFileSync(program, ['-m', 'pip', 'install', '--quiet', ...(name === 'pip' ? ['--upgrade', 'pip'] : [name])], {
      stdio: 'ignore',
    });
    execFileSync('/usr/bin/touch', [join(home, '.ready')]);
  }
  const said = execFileSync(program, ['-m', module, ...versionArgs], { encoding: 'utf8' });
  const version = /\d+(?:\.\d+)+/.exec(said)?.[0] ?? '0';
  const argv = [script === undefined ? program : join(home, 'bin', script)];
  return { version, argv, mounts: [{ from: home, at: home }] };
}
