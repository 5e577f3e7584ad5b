import { type IdPrefix, parseId } from '@maximus/kernel';

/** The stored form of an id that our own code made; anything else is a broken contract and throws. */
export function requireUuid(prefix: IdPrefix, id: string): string {
  const uuid = parseId(prefix, id);
  if (uuid === undefined) throw new TypeError(`not an id of kind ${prefix}`);
  return uuid;
}
