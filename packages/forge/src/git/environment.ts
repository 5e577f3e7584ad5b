import type { GitAccess } from './types.ts';

/** Settings that hold for every git command of ours, whatever a repository says (command scope wins over all files). */
const always: ReadonlyArray<readonly [string, string]> = [
  ['core.hooksPath', '/dev/null'],
  ['core.fsmonitor', 'false'],
  ['core.attributesFile', '/dev/null'],
  ['core.excludesFile', '/dev/null'],
  ['core.sshCommand', 'false'],
  ['core.alternateRefsCommand', 'true'],
  ['core.pager', 'cat'],
  ['core.quotePath', 'true'],
  ['credential.helper', ''],
  ['http.followRedirects', 'false'],
  ['http.lowSpeedLimit', '1000'],
  ['http.lowSpeedTime', '60'],
  ['commit.gpgSign', 'false'],
  ['push.gpgSign', 'false'],
  ['push.followTags', 'false'],
  ['submodule.recurse', 'false'],
  ['fetch.recurseSubmodules', 'false'],
  ['gc.autoDetach', 'false'],
  ['pack.threads', '1'],
  ['protocol.version', '2'],
];

/**
 * The whole environment of a git command. Nothing is inherited: no `GIT_*`, no home, no proxy, no agent. A token goes in as a
 * configured header of one address, so that it stands in no argument and no address.
 */
export function gitEnvironment(
  home: string,
  access: GitAccess | undefined,
  config: ReadonlyArray<readonly [string, string]> = [],
): Record<string, string> {
  const entries = [...always, ...config, ...(access === undefined ? [] : headerOf(access))];
  return {
    PATH: '/usr/local/bin:/usr/bin:/bin:/opt/homebrew/bin',
    HOME: home,
    LC_ALL: 'C',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_ATTR_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_NO_REPLACE_OBJECTS: '1',
    GIT_NO_LAZY_FETCH: '1',
    GIT_LITERAL_PATHSPECS: '1',
    GIT_LFS_SKIP_SMUDGE: '1',
    // One transport for a command that needs one, and none for all others.
    GIT_ALLOW_PROTOCOL: access?.protocol ?? 'none',
    GIT_CONFIG_COUNT: String(entries.length),
    ...Object.fromEntries(
      entries.flatMap(([key, value], at) => [
        [`GIT_CONFIG_KEY_${at}`, key],
        [`GIT_CONFIG_VALUE_${at}`, value],
      ]),
    ),
  };
}

function headerOf({ address, user, token }: GitAccess): Array<[string, string]> {
  if (token === undefined || !/^https?:/.test(address)) return [];
  const basic = Buffer.from(`${user}:${token}`).toString('base64');
  return [[`http.${new URL(address).origin}/.extraHeader`, `Authorization: Basic ${basic}`]];
}
