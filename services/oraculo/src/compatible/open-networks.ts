import { BlockList, isIPv4, isIPv6 } from 'node:net';
import { errors, mayAccess, type Principal } from '@maximus/http';

/** Lets a caller in, or throws `http.unauthenticated` or `http.forbidden`. */
export type Admit = (principal: Principal) => void;

const access = { role: 'viewer', scopes: ['advisories:read'] } as const;

/** Lets those in who may read advisories, and whoever asks from one of some networks (oraculo.md §8). */
export function admitFrom(networks: readonly string[]): Admit {
  const open = new BlockList();
  for (const network of networks) {
    const [address = '', bits] = network.split('/', 2);
    const family = isIPv6(address) ? 'ipv6' : 'ipv4';
    if (bits === undefined) open.addAddress(address, family);
    else open.addSubnet(address, Number(bits), family);
  }
  return (principal) => {
    if (mayAccess(principal, access) || contains(open, principal.address)) return;
    if (principal.kind === 'anonymous')
      throw errors.unauthenticated('this needs an API token with advisories:read, or a network of osv.open_networks');
    throw errors.forbidden('this needs a token with advisories:read');
  };
}

function contains(open: BlockList, written: string): boolean {
  // An IPv4 client of a socket that takes both families.
  const address = written.toLowerCase().startsWith('::ffff:') ? written.slice(7) : written;
  if (isIPv4(address)) return open.check(address, 'ipv4');
  return isIPv6(address) && open.check(address, 'ipv6');
}
