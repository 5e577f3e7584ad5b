import type { ForgeConfigInput } from '@maximus/forge';
import { errors } from '../../errors.ts';
import type { CommandIo } from '../../terminal/io.ts';

/** Hosts whose forge everybody knows; any other one is named by `--forge`. */
const known: Readonly<Record<string, ForgeConfigInput['kind']>> = {
  'github.com': 'github',
  'gitlab.com': 'gitlab',
  'codeberg.org': 'gitea',
};

const usualTokens: Readonly<Record<ForgeConfigInput['kind'], readonly string[]>> = {
  github: ['GH_TOKEN', 'GITHUB_TOKEN'],
  gitlab: ['GITLAB_TOKEN'],
  gitea: ['GITEA_TOKEN'],
  local: [],
};

/** Where a pull request goes, and the token that may open it. */
export interface Remote {
  readonly kind: ForgeConfigInput['kind'];
  /** An https address. */
  readonly origin: string;
  readonly token: string;
}

/**
 * The forge behind a remote of git, over https whatever way git itself takes. Throws `cli.delivery_failed` where the address
 * or the forge is not known, or no token is set.
 */
export function forgeOfRemote(url: string, named: string | undefined, io: CommandIo): Remote {
  const ssh = /^(?:ssh:\/\/)?(?:[\w.-]+@)([\w.-]+)(?::\d+\/|[:/])(.+)$/.exec(url.trim());
  const address = ssh === null ? url.trim() : `https://${ssh[1]}/${ssh[2]}`;
  if (!URL.canParse(address)) throw errors.delivery_failed('the remote "origin" has no address of a forge');
  const { protocol, hostname } = new URL(address);
  const kind = (named as Remote['kind'] | undefined) ?? known[hostname];
  if (kind === undefined || (protocol !== 'https:' && protocol !== 'http:')) {
    throw errors.delivery_failed(
      `the forge of ${hostname || 'the remote "origin"'} is not known; name it with --forge`,
    );
  }
  const names = ['MAXIMUS_FORGE_TOKEN', ...usualTokens[kind]];
  const token = names.map((name) => io.environment[name]).find((value) => value !== undefined && value !== '');
  if (token === undefined) throw errors.delivery_failed(`no token for ${kind}: set ${names.join(' or ')}`);
  return { kind, origin: address, token };
}
