/** Remembers the last ids that were settled, so that a redelivery within this process passes by. */
export interface RecentIds {
  add(id: string): void;
  has(id: string): boolean;
}

/** Keeps at most `limit` ids; the oldest leave first. A help, not a promise: the promise is the consumer's inbox. */
export function createRecentIds(limit: number): RecentIds {
  const ids = new Set<string>();
  return {
    add(id) {
      ids.delete(id);
      ids.add(id);
      if (ids.size <= limit) return;
      for (const oldest of ids) {
        ids.delete(oldest);
        break;
      }
    },
    has: (id) => ids.has(id),
  };
}
