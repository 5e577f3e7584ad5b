import { fail, ok, type Result } from '@maximus/kernel';
import { errors } from '../errors.ts';
import type { CloneAddress } from './clone-address.ts';
import type { Credentials } from './clone-credentials.ts';

/**
 * The environment of a clone: only what is named here, with no hooks, no LFS, no configuration, keys or agent of the user
 * that the server runs as, no prompt, no local protocol, no redirects. Fails with `oraculo.source_refused` where the
 * credentials are for another host or another way there, so that they are never sent to where a project's address points.
 */
export function cloneEnvironment(
  address: CloneAddress,
  credentials: Credentials | undefined,
  home: string,
): Result<Record<string, string>> {
  const { scheme } = address;
  const refused = credentials === undefined ? undefined : refusal(address, credentials);
  if (refused !== undefined) return fail(errors.source_refused(refused));
  if (scheme === 'ssh' && credentials?.ssh === undefined)
    return fail(errors.source_refused('an ssh address needs a credential with ssh_key_file (source.credentials)'));
  const settings: [string, string][] = [
    ['core.hooksPath', '/dev/null'],
    ['core.symlinks', 'false'],
    ['core.fsmonitor', 'false'],
    ['filter.lfs.smudge', ''],
    ['filter.lfs.process', ''],
    ['filter.lfs.required', 'false'],
    ['submodule.recurse', 'false'],
    ['protocol.file.allow', scheme === 'file' ? 'always' : 'never'],
    ['protocol.ext.allow', 'never'],
    ['http.followRedirects', 'false'],
    ['transfer.fsckObjects', 'true'],
  ];
  if (scheme !== 'ssh' && address.pinned !== undefined) settings.push(['http.curloptResolve', address.pinned]);
  if (scheme === 'https' && credentials?.password !== undefined) {
    const basic = Buffer.from(`${credentials.username}:${credentials.password}`).toString('base64');
    settings.push(['http.extraHeader', `Authorization: Basic ${basic}`]);
  }
  const variables: Record<string, string> = {
    PATH: '/usr/local/bin:/usr/bin:/bin',
    HOME: home,
    LC_ALL: 'C',
    GIT_TERMINAL_PROMPT: '0',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_ALLOW_PROTOCOL: scheme,
    GIT_LFS_SKIP_SMUDGE: '1',
    GIT_SSH_COMMAND: sshCommand(address, credentials),
    GIT_CONFIG_COUNT: String(settings.length),
  };
  for (const [place, [key, value]] of settings.entries()) {
    variables[`GIT_CONFIG_KEY_${place}`] = key;
    variables[`GIT_CONFIG_VALUE_${place}`] = value;
  }
  return ok(variables);
}

function refusal({ scheme, host }: CloneAddress, credentials: Credentials): string | undefined {
  if (credentials.host.toLowerCase() !== host?.toLowerCase())
    return `the credential is for ${credentials.host} and is not given to ${host ?? 'a folder'}`;
  if (scheme === 'https' && credentials.password === undefined) return 'the credential has no token_file for https';
  if (scheme === 'http') return 'a credential is not sent over http, where anybody on the way reads it';
  return undefined;
}

/** ssh with one key, the keys of the host that the operator gave, and at the address that was checked. */
function sshCommand({ pinned, host }: CloneAddress, credentials: Credentials | undefined): string {
  if (credentials?.ssh === undefined) return 'false';
  const options = [
    'BatchMode=yes',
    'IdentitiesOnly=yes',
    'IdentityAgent=none',
    `IdentityFile=${quoted(credentials.ssh.keyFile)}`,
    'StrictHostKeyChecking=yes',
    `UserKnownHostsFile=${quoted(credentials.ssh.knownHostsFile)}`,
    'GlobalKnownHostsFile=/dev/null',
    'CheckHostIP=no',
  ];
  if (pinned !== undefined) {
    const [name = '', port = ''] = (host ?? '').split(':');
    options.push(`HostName=${pinned}`, `HostKeyAlias=${port === '' ? name : `[${name}]:${port}`}`);
  }
  return ['ssh', '-F', '/dev/null', ...options.flatMap((option) => ['-o', shellQuoted(option)])].join(' ');
}

/** As ssh reads a path with blanks. */
const quoted = (path: string) => `"${path.replaceAll('%', '%%')}"`;
const shellQuoted = (text: string) => `'${text.replaceAll("'", String.raw`'\''`)}'`;
