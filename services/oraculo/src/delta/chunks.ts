/** Splits a list into runs whose weights sum to at most `limit`; one that weighs more stands alone. */
export function inChunks<T>(items: readonly T[], weightOf: (item: T) => number, limit: number): readonly T[][] {
  const chunks: T[][] = [];
  let chunk: T[] = [];
  let weight = 0;
  for (const item of items) {
    const own = weightOf(item);
    if (chunk.length > 0 && weight + own > limit) {
      chunks.push(chunk);
      chunk = [];
      weight = 0;
    }
    chunk.push(item);
    weight += own;
  }
  if (chunk.length > 0) chunks.push(chunk);
  return chunks;
}
