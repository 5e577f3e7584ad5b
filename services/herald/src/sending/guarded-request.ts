import { lookup } from 'node:dns/promises';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { BlockList, isIP, isIPv6, type LookupFunction } from 'node:net';
import { errors } from '../errors.ts';

/** A POST to send. */
export interface GuardedRequest {
  readonly url: string;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** What came back. */
export interface GuardedAnswer {
  readonly status: number;
  /** At most 64 KiB. */
  readonly body: string;
}

/** Sends a request to an address that was checked. */
export type SendGuarded = (request: GuardedRequest) => Promise<GuardedAnswer>;

const timeoutMs = 10_000;
const mostBytes = 65_536;

/**
 * Addresses that are not the public internet: RFC 6890, and where clouds keep their metadata. A list per family, because
 * one that holds the mapped range would take every address of IPv4 for one of it.
 */
const closed4 = new BlockList();
const closed6 = new BlockList();
for (const [network, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const)
  closed4.addSubnet(network, bits, 'ipv4');
for (const [network, bits] of [
  ['::', 96],
  ['::ffff:0:0', 96],
  ['64:ff9b::', 96],
  ['64:ff9b:1::', 48],
  ['100::', 64],
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
  ['fc00::', 7],
  ['fe80::', 10],
  ['fec0::', 10],
  ['ff00::', 8],
] as const)
  closed6.addSubnet(network, bits, 'ipv6');

/** Whether an address is one of the public internet. */
export function isPublicAddress(address: string): boolean {
  if (isIP(address) === 0) return false;
  return isIPv6(address) ? !closed6.check(address, 'ipv6') : !closed4.check(address, 'ipv4');
}

/**
 * Makes the sender. A name is resolved once; every address of it must be public, unless `host:port` is allowed, and the
 * connection goes to the address that was checked. https alone, but for allowed ones; no redirects, 10 s, 64 KiB.
 * Throws `herald.address_refused` and `herald.unreachable`.
 */
export function guardedSender(allowed: readonly string[]): SendGuarded {
  const allow = new Set(allowed.map((entry) => entry.toLowerCase()));
  return async ({ url, body, headers }) => {
    const target = URL.parse(url);
    if (target === null || target.username !== '' || target.password !== '')
      throw errors.address_refused('the address cannot be read, or holds credentials');
    const isHttps = target.protocol === 'https:';
    const port = target.port === '' ? (isHttps ? '443' : '80') : target.port;
    const isAllowed = allow.has(`${target.hostname}:${port}`.toLowerCase());
    if (!isAllowed && target.protocol !== 'https:') throw errors.address_refused('only https leaves the house');
    const address = await checkedAddress(target.hostname.replace(/^\[|\]$/g, ''), isAllowed);
    const fixed: LookupFunction = (_name, options, done) => {
      if (options.all === true) done(null, [{ address, family: isIP(address) }]);
      else done(null, address, isIP(address));
    };
    return await send(isHttps ? httpsRequest : httpRequest, target, { body, headers, lookup: fixed });
  };
}

async function checkedAddress(host: string, isAllowed: boolean): Promise<string> {
  let found: readonly { readonly address: string }[];
  try {
    found = isIP(host) === 0 ? await lookup(host, { all: true, verbatim: true }) : [{ address: host }];
  } catch (cause) {
    throw errors.unreachable(`the name ${host.slice(0, 200)} does not resolve`, {}, cause);
  }
  const [first] = found;
  if (first === undefined) throw errors.unreachable(`the name ${host.slice(0, 200)} has no address`);
  // One private address among public ones is enough to be led there.
  if (!isAllowed && !found.every(({ address }) => isPublicAddress(address)))
    throw errors.address_refused('the address is not one of the public internet');
  return first.address;
}

function send(
  open: typeof httpsRequest,
  url: URL,
  {
    body,
    headers,
    lookup: fixed,
  }: { readonly body: string; readonly headers: Readonly<Record<string, string>>; readonly lookup: LookupFunction },
): Promise<GuardedAnswer> {
  const { promise, resolve, reject } = Promise.withResolvers<GuardedAnswer>();
  const failed = (cause: unknown) =>
    reject(errors.unreachable(cause instanceof Error ? cause.message : 'the connection failed', {}, cause));
  const sent = open(
    url,
    {
      method: 'POST',
      lookup: fixed,
      agent: false,
      signal: AbortSignal.timeout(timeoutMs),
      headers: { ...headers, 'content-length': String(Buffer.byteLength(body)), 'user-agent': 'maximus' },
    },
    (answer) => {
      const chunks: Buffer[] = [];
      let size = 0;
      answer.on('data', (chunk: Buffer) => {
        size += chunk.length;
        if (size > mostBytes) answer.destroy(new Error('the answer is larger than 64 KiB'));
        else chunks.push(chunk);
      });
      answer.on('error', failed);
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, body: Buffer.concat(chunks).toString('utf8') }));
    },
  );
  sent.on('error', failed);
  sent.end(body);
  return promise;
}
