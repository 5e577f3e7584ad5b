import { BlockList, isIP, isIPv6 } from 'node:net';

/** Most addresses of a forwarded header that are looked at, from the right. */
const maxHops = 32;

/** Which addresses are proxies of ours. */
export type TrustedProxies = (address: string) => boolean;

/**
 * Reads a list of addresses and networks (`10.0.0.0/8`, `::1`). Entries that are neither are answered in `bad`, so that the
 * caller can refuse the setting.
 */
export function trustedProxies(list: readonly string[]): {
  readonly trusts: TrustedProxies;
  readonly bad: readonly string[];
} {
  const blocks = new BlockList();
  const bad = list.filter((entry) => !addEntry(blocks, entry.trim()));
  return { trusts: (address) => contains(blocks, plainAddress(address) ?? ''), bad };
}

function addEntry(blocks: BlockList, entry: string): boolean {
  const [address = '', bits] = entry.split('/', 2);
  const family = isIP(address);
  if (family === 0) return false;
  const name = family === 6 ? 'ipv6' : 'ipv4';
  if (bits === undefined) {
    blocks.addAddress(address, name);
    return true;
  }
  const width = Number(bits);
  if (!/^\d{1,3}$/.test(bits) || width > (family === 6 ? 128 : 32)) return false;
  blocks.addSubnet(address, width, name);
  return true;
}

function contains(blocks: BlockList, address: string): boolean {
  return address !== '' && blocks.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
}

/**
 * The address of the client: the socket's, or, when that is a trusted proxy, the right-most address of `X-Forwarded-For`
 * that is not one. Whatever stands left of it is the client's own claim. A part that is no address ends the search.
 */
export function clientAddress(socketAddress: string, forwardedFor: string | undefined, trusts: TrustedProxies): string {
  let address = plainAddress(socketAddress) ?? socketAddress.slice(0, 64);
  if (forwardedFor === undefined || !trusts(address)) return address;
  const hops = forwardedFor.slice(-4_096).split(',').slice(-maxHops);
  for (const hop of hops.reverse()) {
    const next = plainAddress(hop);
    if (next === undefined) return address;
    address = next;
    if (!trusts(address)) return address;
  }
  return address;
}

/** An address without port, zone, brackets and the IPv6 form of an IPv4 one. */
function plainAddress(text: string): string | undefined {
  const trimmed = text.trim().toLowerCase();
  if (trimmed.length > 80) return undefined;
  const bracketed = /^\[([0-9a-f:.]+)(?:%[\w.-]+)?\](?::\d{1,5})?$/.exec(trimmed)?.[1];
  const withPort = /^(\d{1,3}(?:\.\d{1,3}){3}):\d{1,5}$/.exec(trimmed)?.[1];
  const bare = bracketed ?? withPort ?? trimmed.split('%', 1)[0] ?? '';
  const mapped = /^::ffff:(\d{1,3}(?:\.\d{1,3}){3})$/.exec(bare)?.[1];
  const address = mapped ?? bare;
  return isIP(address) === 0 ? undefined : address;
}

/** What an address counts as: itself, or with IPv6 its /64, which one household or machine holds alone. */
export function addressBucket(address: string): string {
  const plain = plainAddress(address);
  if (plain === undefined) return 'unknown';
  if (!isIPv6(plain)) return plain;
  return `${ipv6Groups(plain).slice(0, 4).join(':')}::/64`;
}

function ipv6Groups(address: string): readonly string[] {
  const [head = '', tail] = address.split('::', 2);
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  // A dotted end stands for two groups; it is never among the first four.
  const dotted = right.at(-1)?.includes('.') === true || left.at(-1)?.includes('.') === true ? 1 : 0;
  const missing = tail === undefined ? 0 : Math.max(0, 8 - left.length - right.length - dotted);
  return [...left, ...new Array<string>(missing).fill('0'), ...right].map((group) => group.replace(/^0+(?=.)/, ''));
}
