import { lookup } from 'node:dns/promises';
import { BlockList, isIP, isIPv6 } from 'node:net';
import { errors } from '../errors.ts';

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

/** Whether `host:port` is one of those that may be private, by the list of the settings. */
export function allowedAddresses(entries: readonly string[]): (host: string, port: string) => boolean {
  const allow = new Set(entries.map((entry) => entry.toLowerCase()));
  return (host, port) => allow.has(`${host}:${port}`.toLowerCase());
}

/**
 * Resolves a host once, and gives the address that may be connected to. Every address of it must be public, unless it is
 * allowed. Throws `herald.address_refused` and `herald.unreachable`.
 */
export async function checkedAddress(hostname: string, isAllowed: boolean): Promise<string> {
  const host = hostname.replace(/^\[|\]$/g, '');
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
