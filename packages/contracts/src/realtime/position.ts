import { z } from 'zod';

/** Where a reader stands in a channel: an offset that grows by one per message, within an epoch (gateway.md §2). */
export const Position = z.strictObject({
  offset: z.number().int().nonnegative().max(Number.MAX_SAFE_INTEGER),
  /** Changes whenever the stream was lost or made anew. */
  epoch: z.string().min(1).max(64),
});
export type Position = z.infer<typeof Position>;

/** The header by which REST answers tell the position that was read before the data. */
export const positionHeaderName = 'X-Maximus-Position';

/** Positions by channel as one text: `channel;offset;epoch`, several parted by commas. */
export function formatPositions(positions: Iterable<readonly [channel: string, position: Position]>): string {
  return [...positions].map(([channel, { offset, epoch }]) => `${channel};${offset};${epoch}`).join(',');
}

/** Reads that text; parts that are no position are left out. At most 128 are read. */
export function parsePositions(text: string): ReadonlyMap<string, Position> {
  const positions = new Map<string, Position>();
  for (const part of text.split(',', 128)) {
    const [channel = '', offset = '', epoch = ''] = part.trim().split(';', 3);
    if (channel === '' || !/^\d{1,16}$/.test(offset)) continue;
    const position = Position.safeParse({ offset: Number(offset), epoch });
    if (position.success) positions.set(channel, position.data);
  }
  return positions;
}
