import { execFile } from 'node:child_process';

/** What this machine can shut a command in with. */
export interface SandboxSupport {
  /** Command-line client of a container engine that answers. */
  readonly containerClient?: 'docker' | 'podman';
  /** What that client needs of the environment to find its engine; none of it goes inside. */
  readonly engineEnvironment?: Readonly<Record<string, string>>;
  readonly bubblewrap: boolean;
  /** Why not, for `/health` and the page; empty where both are there. */
  readonly missing: readonly string[];
}

/** An engine may be away and never say so. */
const engineMs = 5_000;
/** Nothing but a program of this machine: asked once for good, it is waited for however busy that is. */
const bubblewrapMs = 60_000;

/** Asks once at start. A kernel that forbids user namespaces makes bubblewrap fail here, and not in the midst of a run. */
export async function probeSandbox(environment: Readonly<Record<string, string | undefined>>): Promise<SandboxSupport> {
  const [docker, podman, bubblewrap] = await Promise.all([
    succeeds('docker', ['version', '--format', '{{.Server.Version}}'], environment, engineMs),
    succeeds('podman', ['info', '--format', '{{.Version.Version}}'], environment, engineMs),
    succeeds(
      '/usr/bin/bwrap',
      [
        '--unshare-user',
        '--unshare-pid',
        '--unshare-net',
        '--disable-userns',
        '--ro-bind',
        '/',
        '/',
        '--proc',
        '/proc',
        '/bin/true',
      ],
      {},
      bubblewrapMs,
    ),
  ]);
  const client = docker.worked ? 'docker' : podman.worked ? 'podman' : undefined;
  return {
    ...(client === undefined ? {} : { containerClient: client, engineEnvironment: engineEnvironment(environment) }),
    bubblewrap: bubblewrap.worked,
    missing: [
      ...(client === undefined ? [`no container engine answers (${docker.why})`] : []),
      ...(bubblewrap.worked ? [] : [`bubblewrap does not work here (${bubblewrap.why})`]),
    ],
  };
}

const engineNames = [
  'PATH',
  'HOME',
  'DOCKER_HOST',
  'DOCKER_CERT_PATH',
  'DOCKER_TLS_VERIFY',
  'CONTAINER_HOST',
  'XDG_RUNTIME_DIR',
];

function engineEnvironment(environment: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const named = engineNames.map((name) => [name, environment[name]] as const);
  return Object.fromEntries([
    ['PATH', '/usr/bin:/bin'],
    ...named.filter((each): each is [string, string] => each[1] !== undefined),
  ]);
}

function succeeds(
  program: string,
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
  timeout: number,
): Promise<{ worked: boolean; why: string }> {
  const env = engineEnvironment(environment);
  return new Promise((done) => {
    execFile(program, args, { timeout, env }, (error, _stdout, stderr) => {
      const text = (stderr.trim().split('\n')[0] ?? '') || (error?.message ?? '');
      done({ worked: error === null, why: text.slice(0, 200) });
    });
  });
}
