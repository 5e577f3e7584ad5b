/** Algorithms of digests, strongest first (W3C Subresource Integrity; sha1 is what older lock files have). */
const algorithms = ['sha512-', 'sha384-', 'sha256-', 'sha1-'];

/** Whether a digest is of a stronger algorithm than another one, with which it cannot be compared then. */
export function isStronger(integrity: string, than: string): boolean {
  return placeOf(integrity) < placeOf(than);
}

function placeOf(integrity: string): number {
  const at = algorithms.findIndex((algorithm) => integrity.startsWith(algorithm));
  return at < 0 ? algorithms.length : at;
}
