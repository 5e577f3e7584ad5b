import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { isPublicAddress } from '@maximus/http';
import { errors } from '../errors.ts';

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
