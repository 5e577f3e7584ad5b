/** First of the ids that commands run as when the server is root; far from what systems give to people and services. */
const firstUid = 61_184;
const size = 256;
const taken = new Set<number>();

/** A user id that no other run of this process has, or `undefined` when all are taken. Give it back with `releaseUid`. */
export function takeUid(): number | undefined {
  for (let uid = firstUid; uid < firstUid + size; uid += 1) {
    if (taken.has(uid)) continue;
    taken.add(uid);
    return uid;
  }
  return undefined;
}

/** Gives an id back. */
export function releaseUid(uid: number): void {
  taken.delete(uid);
}
