import type { HostPort } from '@maximus/arena';

/** Host and port of each address, every pair once; what is no http address is left out. */
export function hostPorts(addresses: Iterable<string>): readonly HostPort[] {
  const found = new Map<string, HostPort>();
  for (const address of addresses) {
    if (!URL.canParse(address)) continue;
    const { hostname, port, protocol } = new URL(address);
    if (protocol !== 'https:' && protocol !== 'http:') continue;
    const number = port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port);
    found.set(`${hostname}:${number}`, { host: hostname, port: number });
  }
  return [...found.values()];
}
