/** Partitions with a bound on their number. */
export interface BoundedKeys<V> {
  readonly size: number;
  /** What keys without room share. */
  readonly overflow: V;
  find(key: string): V | undefined;
  /** The value of a key, made when it is new; `overflow` when there is no room for a new one. */
  obtain(key: string, nowUs: number): { readonly value: V; readonly overflow: boolean };
  delete(key: string): void;
}

/** How many keys are looked at for idle ones each time a new one arrives. */
const looks = 16;

/**
 * At most `maxKeys` values. A new key makes room only by taking the place of one that is idle, which the look goes round to
 * find; when the ones looked at are all in use, the new key gets the one value that all such keys share. A flood of unknown
 * keys therefore never pushes out one that is being limited.
 */
export function boundedKeys<V>(maxKeys: number, create: () => V, idleAtUs: (value: V) => number): BoundedKeys<V> {
  const values = new Map<string, V>();
  const overflow = create();
  let round = values.keys();
  const sweep = (nowUs: number): void => {
    for (let nth = 0; nth < looks; nth += 1) {
      let next = round.next();
      if (next.done === true) {
        round = values.keys();
        next = round.next();
        if (next.done === true) return;
      }
      const value = values.get(next.value);
      if (value !== undefined && idleAtUs(value) <= nowUs) values.delete(next.value);
    }
  };
  return {
    get size() {
      return values.size;
    },
    overflow,
    find: (key) => values.get(key),
    obtain(key, nowUs) {
      const known = values.get(key);
      if (known !== undefined) return { value: known, overflow: false };
      // Looking at more than one key for each new one keeps idle keys from piling up long before the bound is met.
      sweep(nowUs);
      if (values.size >= maxKeys) return { value: overflow, overflow: true };
      const value = create();
      values.set(key, value);
      return { value, overflow: false };
    },
    delete: (key) => void values.delete(key),
  };
}
