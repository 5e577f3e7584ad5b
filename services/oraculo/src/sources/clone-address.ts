import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { isPublicAddress } from '@maximus/http';
import { fail, ok, type Result } from '@maximus/kernel';
import { errors } from '../errors.ts';

/** What the settings say of clone addresses. */
export interface AddressRules {
  readonly schemes: readonly string[];
  readonly allowPrivate: boolean;
}

/** A clone address that may be used. */
export interface CloneAddress {
  readonly url: string;
  readonly scheme: string;
  /** Name of the host, with its port where that is not the scheme's own; absent for a folder. */
  readonly host: string | undefined;
  /**
   * The address that was checked, to be used instead of another look-up, so that a name cannot point elsewhere a moment
   * later: `host:port:address` for http(s), the address alone for ssh.
   */
  readonly pinned: string | undefined;
}

const ports: Readonly<Record<string, number>> = { https: 443, http: 80, ssh: 22 };

/**
 * Checks a clone address: its scheme is allowed, it carries no credentials, and its host is a public one unless private
 * ones are allowed. Fails with `oraculo.source_refused`, which names the rule.
 */
export async function checkCloneAddress(location: string, rules: AddressRules): Promise<Result<CloneAddress>> {
  const refuse = (why: string) => fail(errors.source_refused(why));
  if (location.startsWith('-')) return refuse('a clone address does not start with a dash');
  const url = URL.parse(location);
  if (url === null) return refuse('the clone address is not a URL such as https://host/path.git');
  const scheme = url.protocol.slice(0, -1);
  if (!rules.schemes.includes(scheme)) return refuse(`${scheme} is not among the schemes of source.git_schemes`);
  if (url.password !== '' || (url.username !== '' && scheme !== 'ssh'))
    return refuse('a clone address carries no credentials: name a secret instead');
  if (scheme === 'file') return ok({ url: location, scheme, host: undefined, pinned: undefined });
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (host === '' || host.startsWith('-')) return refuse('the clone address names no host');
  const addresses = await addressesOf(host);
  if (!addresses.ok) return addresses;
  if (!rules.allowPrivate && !addresses.value.every(isPublicAddress))
    return refuse(`${host} is a private address, which source.allow_private_addresses forbids`);
  const [first] = addresses.value;
  const usual = ports[scheme] ?? 443;
  const port = url.port === '' ? usual : Number(url.port);
  const isNamed = isIP(host) === 0 && first !== undefined;
  return ok({
    url: url.href,
    scheme,
    host: port === usual ? host : `${host}:${port}`,
    pinned: isNamed ? (scheme === 'ssh' ? first : `${host}:${port}:${first}`) : undefined,
  });
}

async function addressesOf(host: string): Promise<Result<readonly string[]>> {
  if (isIP(host) !== 0) return ok([host]);
  try {
    return ok((await lookup(host, { all: true })).map(({ address }) => address));
  } catch (cause) {
    return fail(errors.source_unreadable(`${host} cannot be resolved`, {}, cause));
  }
}
