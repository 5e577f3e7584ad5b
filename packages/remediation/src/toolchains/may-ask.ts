/** A rule on addresses that a project names: the user's own registries, and public hosts over TLS; a project is no reason to reach into the network that it is read in. */
export function mayAsk(own: readonly string[]): (address: URL) => boolean {
  const origins = new Set(own.filter((each) => URL.canParse(each)).map((each) => new URL(each).origin));
  return (address) => {
    if (origins.has(address.origin)) return true;
    const { hostname, protocol } = address;
    const isPublicName = /\.[a-z]{2,}$/i.test(hostname) && !/\.(?:internal|local|localhost|home|lan)$/i.test(hostname);
    return protocol === 'https:' && isPublicName;
  };
}
