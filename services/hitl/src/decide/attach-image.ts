import { createHash } from 'node:crypto';
import { type Attachment, screenshotSizes } from '@maximus/contracts';
import type { Images, OptimisedImage } from '@maximus/images';
import { unwrap } from '@maximus/kernel';
import { decisionAttachments, maxAttachments, storedImages, type Tx, toAttachment } from '@maximus/storage';
import { errors } from '../errors.ts';
import type { Cause, Parts } from '../parts.ts';
import type { Person } from '../person.ts';
import { type Target, targeted } from './other-steps.ts';
import { tell } from './tell.ts';

/** An image that somebody sent, not looked at yet. */
export interface SentImage {
  readonly bytes: Buffer;
  readonly caption: string | undefined;
  /** Aborted when the client has gone. */
  readonly signal: AbortSignal;
}

/**
 * Attaches an image to a decision, whatever its state; it changes nothing of it (hitl.md §2). An image that the decision
 * has already is answered as it is. `hitl.decision_not_found`, `hitl.attachments_full`, and what `images` refuses.
 */
export async function attachImage(
  parts: Parts & { readonly images: Pick<Images, 'optimise'> },
  person: Person,
  target: Target,
  { bytes, caption, signal }: SentImage,
  cause: Cause,
): Promise<{ readonly attachment: Attachment; readonly isNew: boolean }> {
  const { database, images, clock } = parts;
  const digest = createHash('sha256').update(bytes).digest();
  const found = await database.transaction((tx) => placeFor(tx, parts, target, digest));
  if (found.attached !== undefined) return { attachment: found.attached, isNew: false };
  // Reading takes seconds: no transaction waits for it, and what is known already is not read again.
  const isKnown = (await storedImages.sizeOf(database, digest)) !== undefined;
  const made: OptimisedImage | undefined = isKnown
    ? undefined
    : unwrap(await images.optimise(bytes, { bounds: screenshotSizes, signal }));
  return await database.transaction(async (tx) => {
    const { row, attached } = await placeFor(tx, parts, target, digest);
    if (attached !== undefined) return { attachment: attached, isNew: false };
    const atMs = clock.now();
    if (made !== undefined) {
      const { width, height, renditions } = made;
      await storedImages.keep(tx, { digest, width, height, atMs }, renditions);
    }
    await decisionAttachments.add(tx, {
      decision_id: row.id,
      digest,
      user_id: person.id,
      user_name: person.name,
      caption: caption ?? null,
      created_at: new Date(atMs),
    });
    const attachment = await attachedTo(tx, row.id, digest);
    if (attachment === undefined) throw new RangeError('an image that was attached is not there');
    const { url: _, user: __, created_at: ___, ...detail } = attachment;
    await tell(tx, parts, { step: 'updated', action: 'decision.image_attached', row, by: person, cause, detail });
    return { attachment, isNew: true };
  });
}

/** The decision, locked against other images, where it has room for one or has this one. */
async function placeFor(tx: Tx, parts: Parts, target: Target, digest: Buffer) {
  const row = await targeted(tx, parts, target);
  await decisionAttachments.lock(tx, row.id);
  const attached = await attachedTo(tx, row.id, digest);
  if (attached === undefined && (await decisionAttachments.of(tx, row.id)).length >= maxAttachments)
    throw errors.attachments_full(`a decision has at most ${maxAttachments} images`);
  return { row, attached };
}

async function attachedTo(tx: Tx, decisionUuid: string, digest: Buffer): Promise<Attachment | undefined> {
  const row = (await decisionAttachments.of(tx, decisionUuid)).find((one) => one.digest.equals(digest));
  return row === undefined ? undefined : toAttachment(row);
}
