/** First of the ids that commands run as when the server is root; far from what systems give to people and services. */
const firstUid = 61_184;
const size = 256;
/** Odd, so that it meets every id, and as far as can be from its own multiples. */
const apart = 97;
const taken = new Set<number>();

/**
 * A user id that no other run of this process has, or `undefined` when all are taken. Give it back with `releaseUid`. Each
 * process of the machine begins elsewhere: the system counts processes by user, and the runs of one are not to use up what
 * those of another may have.
 */
export function takeUid(): number | undefined {
  for (let step = 0; step < size; step += 1) {
    const uid = firstUid + ((process.pid * apart + step) % size);
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
