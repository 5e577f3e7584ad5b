import { DeadLetterId, Time } from '@maximus/contracts';
import * as z from 'zod';

/** The header by which a replayed event is known. */
export const replayHeader = 'maximus-replay';

/** What a replayed event carries beside itself: whose failure it makes good, and what came before. */
export const ReplayMark = z.strictObject({
  id: DeadLetterId,
  /** Only this group handles it; the others had it. */
  group: z.string().max(128).nullable(),
  deliveries: z.number().int().min(1).max(1_000_000),
  first_failed_at: Time,
});
export type ReplayMark = z.infer<typeof ReplayMark>;

/** The mark of a record; `undefined` for an event that comes for the first time. */
export function replayMarkOf(headers: Readonly<Record<string, string>>): ReplayMark | undefined {
  const text = headers[replayHeader];
  if (text === undefined || text.length > 1_024) return undefined;
  try {
    return ReplayMark.safeParse(JSON.parse(text)).data;
  } catch {
    // A header that is not ours: the event itself is what counts.
    return undefined;
  }
}
