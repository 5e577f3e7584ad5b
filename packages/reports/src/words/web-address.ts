/**
 * A foreign address as an RFC 3986 URI, for a link: `http` and `https` only, without user and password, every character
 * that a URI does not hold as its escape. `undefined` for anything else, so that `javascript:` never becomes a link.
 */
export function webAddress(address: string): string | undefined {
  if (!URL.canParse(address)) return undefined;
  const { protocol, origin, pathname, search, hash } = new URL(address);
  if (protocol !== 'https:' && protocol !== 'http:') return undefined;
  const fragment = hash === '' ? '' : `#${escaped(hash.slice(1)).replaceAll('#', '%23')}`;
  return origin + escaped(pathname) + escaped(search) + fragment;
}

/** Every web address among some, in order, without repeats, at most `limit`. */
export function webAddresses(addresses: readonly string[], limit: number): string[] {
  return [...new Set(addresses.flatMap((address) => webAddress(address) ?? []))].slice(0, limit);
}

function escaped(part: string): string {
  return part
    .replace(/%(?![0-9A-Fa-f]{2})/g, '%25')
    .replace(/[^A-Za-z0-9\-._~:/?#@!$&'()*+,;=%]/gu, (character) => encodeURIComponent(character.toWellFormed()));
}
