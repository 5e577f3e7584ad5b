import { execFile } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import { delimiter, dirname, isAbsolute, join } from 'node:path';
import type { InstalledTool } from '@maximus/remediation';

type Environment = Readonly<Record<string, string | undefined>>;

const timeoutMs = 30_000;
const maxOutputBytes = 1 << 20;
const insideTool = '/opt/maximus/tool';

/** How each package manager says its version. */
const questions: Readonly<Record<string, readonly [program: string, ...args: string[]]>> = {
  npm: ['npm', '--version'],
  pnpm: ['pnpm', '--version'],
  yarn: ['yarn', '--version'],
  go: ['go', 'version'],
};

/** The package managers of this machine by their id, each asked outside of any project. */
export async function findTools(
  environment: Environment,
  emptyFolder: string,
): Promise<ReadonlyMap<string, readonly InstalledTool[]>> {
  const found = await Promise.all(
    Object.entries(questions).map(async ([id, [program, ...args]]) => {
      const path = onPath(program, environment['PATH'] ?? '');
      const said = path === undefined ? undefined : await ask(path, args, environment, emptyFolder);
      const version = /\d{1,6}(?:\.\d{1,6}){1,2}/.exec(said ?? '')?.[0];
      return path === undefined || version === undefined ? [] : [[id, [toolAt(path, version)]] as const];
    }),
  );
  return new Map(found.flat());
}

/** The registry that npm of this machine is set to; `undefined` where there is no npm, or it names none. */
export async function npmRegistry(environment: Environment, emptyFolder: string): Promise<string | undefined> {
  const npm = onPath('npm', environment['PATH'] ?? '');
  const said = npm === undefined ? undefined : await ask(npm, ['config', 'get', 'registry'], environment, emptyFolder);
  const address = said?.trim().replace(/\/?$/, '/');
  return address !== undefined && URL.canParse(address) ? address : undefined;
}

function onPath(name: string, path: string): string | undefined {
  return path
    .split(delimiter)
    .filter((folder) => isAbsolute(folder))
    .map((folder) => join(folder, name))
    .find((file) => existsSync(file));
}

/** A tool of the system is there in the sandbox too; one in another folder is brought along with our runtime. */
function toolAt(program: string, version: string): InstalledTool {
  const real = realpathSync(program);
  if (real.startsWith('/usr/')) return { version, argv: [program.startsWith('/usr/') ? program : real], mounts: [] };
  const folder = dirname(dirname(real));
  const inside = `${insideTool}/${real.slice(folder.length + 1)}`;
  if (!/\.[cm]?js$/.test(real)) return { version, argv: [inside], mounts: [{ from: folder, at: insideTool }] };
  return {
    version,
    argv: ['/opt/maximus/node', inside],
    mounts: [
      { from: realpathSync(process.execPath), at: '/opt/maximus/node' },
      { from: folder, at: insideTool },
    ],
  };
}

function ask(
  program: string,
  args: readonly string[],
  environment: Environment,
  cwd: string,
): Promise<string | undefined> {
  const { PATH, HOME } = environment;
  const env = { PATH, HOME, LC_ALL: 'C', COREPACK_ENABLE_DOWNLOAD_PROMPT: '0', COREPACK_ENABLE_NETWORK: '0' };
  return new Promise((done) => {
    execFile(program, [...args], { cwd, env, timeout: timeoutMs, maxBuffer: maxOutputBytes }, (error, stdout) => {
      done(error === null ? stdout : undefined);
    });
  });
}
