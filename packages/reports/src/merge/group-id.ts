import { createHash } from 'node:crypto';

const crockford = '0123456789abcdefghjkmnpqrstvwxyz';
const length = 26;

/** Id of an alias group that the index does not hold: `agr_` and 26 characters, from SHA-256 of its first id. */
export function groupIdOf(id: string): string {
  const digest = createHash('sha256').update(`agr\0${id.toLowerCase()}`).digest('hex');
  let bits = BigInt(`0x${digest}`) >> BigInt(256 - length * 5);
  let out = '';
  for (let at = 0; at < length; at++, bits >>= 5n) out = (crockford[Number(bits & 31n)] ?? '') + out;
  return `agr_${out}`;
}

/** CVE, else GHSA, else the first: the id a reader knows the flaw by. `ids` is sorted and not empty. */
export function primaryOf(ids: readonly string[]): string {
  return ids.find((id) => id.startsWith('CVE-')) ?? ids.find((id) => id.startsWith('GHSA-')) ?? ids[0] ?? '';
}
