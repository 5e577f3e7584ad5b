import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { InstalledTool } from '../package-managers/types.ts';

/** What of the environment decides whether tools are fetched for tests. */
export type ProvisionEnvironment = Readonly<Record<string, string | undefined>>;

const python = '/usr/bin/python3';

/** Whether what is missing may be fetched. */
function mayProvision({ CI, MAXIMUS_PROVISION }: ProvisionEnvironment): boolean {
  return (CI ?? '') !== '' || MAXIMUS_PROVISION === '1';
}

/** Several test files may want one tool at once: the first makes it, and the others wait for that. */
const makeEnvironment = `home="$1"; shift
  test -f "$home/.ready" || { "$0" -m venv "$home" && "$home/bin/python" -m pip install --quiet "$@" && touch "$home/.ready"; }`;

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
    mkdirSync(dirname(home), { recursive: true, mode: 0o755 });
    const wanted = name === 'pip' ? ['--upgrade', 'pip'] : [name];
    execFileSync('flock', [`${home}.lock`, 'sh', '-c', makeEnvironment, python, home, ...wanted], { stdio: 'ignore' });
  }
  const said = execFileSync(program, ['-m', module, ...versionArgs], { encoding: 'utf8' });
  const version = /\d+(?:\.\d+)+/.exec(said)?.[0] ?? '0';
  const argv = [script === undefined ? program : join(home, 'bin', script)];
  return { version, argv, mounts: [{ from: home, at: home }] };
}

/**
 * cargo as a single file where the sandbox can reach it: the one of the system, or that of the toolchain that `rustup` on
 * `PATH` is set to; nothing where there is neither, or it is too old for today's lock files.
 */
export function cargoTool(env: ProvisionEnvironment): InstalledTool | undefined {
  const home = join(tmpdir(), 'maximus-tools/cargo');
  const program = join(home, 'cargo');
  if (!existsSync(program)) {
    const found = existsSync('/usr/bin/cargo') ? '/usr/bin/cargo' : toolchainCargo(env);
    if (found === undefined) return undefined;
    mkdirSync(home, { recursive: true, mode: 0o755 });
    // Whole or not at all, for whoever looks for it meanwhile.
    const fresh = `${program}.${process.pid}`;
    copyFileSync(found, fresh);
    chmodSync(fresh, 0o755);
    renameSync(fresh, program);
  }
  const version = /\d+\.(\d+)\.\d+/.exec(execFileSync(program, ['--version'], { encoding: 'utf8' }));
  if (version === null || Number(version[1]) < 78) return undefined;
  return { version: version[0], argv: [program], mounts: [{ from: home, at: home }] };
}

function toolchainCargo({ PATH = '', HOME = '' }: ProvisionEnvironment): string | undefined {
  const folder = PATH.split(':').find((each) => existsSync(join(each, 'rustup')));
  if (folder === undefined) return undefined;
  const said = execFileSync(join(folder, 'rustup'), ['which', 'cargo'], {
    encoding: 'utf8',
    env: { PATH, HOME },
  }).trim();
  return existsSync(said) ? said : undefined;
}

/** Maven of the system, with the one plug-in that is run below `/opt/plugins`. */
export interface MavenParts {
  readonly tool: InstalledTool;
}

/** Nothing where Maven is missing, or its plug-in is and may not be fetched. */
export function mavenParts(env: ProvisionEnvironment): MavenParts | undefined {
  const program = '/usr/bin/mvn';
  if (!existsSync(program)) return undefined;
  const home = join(tmpdir(), 'maximus-tools/maven');
  const plugins = join(home, 'repository');
  if (!existsSync(join(home, '.ready'))) {
    if (!mayProvision(env)) return undefined;
    mkdirSync(plugins, { recursive: true, mode: 0o755 });
    const pom =
      '<project><modelVersion>4.0.0</modelVersion><groupId>a</groupId><artifactId>a</artifactId><version>1</version></project>';
    writeFileSync(join(home, 'pom.xml'), pom);
    const goal = 'org.apache.maven.plugins:maven-dependency-plugin:3.6.1:tree';
    execFileSync(
      program,
      ['-q', '-B', `-Dmaven.repo.local=${plugins}`, goal, `-DoutputFile=${join(home, 'tree.txt')}`],
      {
        cwd: home,
        stdio: 'ignore',
      },
    );
    writeFileSync(join(home, '.ready'), '');
  }
  const said = execFileSync(program, ['-v'], { encoding: 'utf8' });
  const version = /\d+(?:\.\d+)+/.exec(said)?.[0] ?? '0';
  return {
    tool: {
      version,
      argv: [program],
      mounts: [
        { from: '/etc/maven', at: '/etc/maven' },
        { from: plugins, at: '/opt/plugins' },
      ],
    },
  };
}
