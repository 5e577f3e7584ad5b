/** Which records of one partition were taken and which are settled: what may be committed follows from it. */
export interface PartitionWindow {
  readonly topic: string;
  readonly partition: number;
  /** Where the next fetch begins. */
  readonly fetchFrom: bigint;
  /** Where a successor would have to begin: everything before it is settled. */
  readonly settledTo: bigint;
  /** Records taken and not yet let go, and their bytes. */
  readonly count: number;
  readonly sizeBytes: number;
  /** End of the partition as the broker said last; `undefined` before it did. */
  highWatermark: bigint | undefined;
  /** The end that the group has committed, as far as it is known. */
  committed: bigint;
  /** Takes a record; the answer settles it. */
  take(offset: bigint, sizeBytes: number): () => void;
  /** Moves the next fetch behind what was read, records that are none for us included. */
  readTo(offset: bigint): void;
  /** Begins elsewhere, also further back. */
  seek(offset: bigint): void;
}

interface Taken {
  readonly offset: bigint;
  readonly sizeBytes: number;
  settled: boolean;
}

/** A window that begins at an offset. */
export function createPartitionWindow(
  topic: string,
  partition: number,
  from: bigint,
  committed: bigint,
): PartitionWindow {
  const taken: Taken[] = [];
  let fetchFrom = from;
  let sizeBytes = 0;
  return {
    topic,
    partition,
    get fetchFrom() {
      return fetchFrom;
    },
    get settledTo() {
      return taken[0]?.offset ?? fetchFrom;
    },
    get count() {
      return taken.length;
    },
    get sizeBytes() {
      return sizeBytes;
    },
    highWatermark: undefined,
    committed,
    take(offset, size) {
      const record: Taken = { offset, sizeBytes: size, settled: false };
      taken.push(record);
      sizeBytes += size;
      return () => {
        record.settled = true;
        // Only a run of settled records at the front may go: a commit says "everything before".
        let gone = 0;
        while (taken[gone]?.settled === true) gone += 1;
        for (const { sizeBytes: freed } of taken.splice(0, gone)) sizeBytes -= freed;
      };
    },
    readTo(offset) {
      if (offset > fetchFrom) fetchFrom = offset;
    },
    seek(offset) {
      fetchFrom = offset;
    },
  };
}
