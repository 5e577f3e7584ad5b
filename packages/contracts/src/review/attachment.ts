import { z } from 'zod';
import { Time } from '../wire/index.ts';

/** Bytes that an image may have when it is sent (platform.md §9). */
export const maxImageBytes = 5 * 1024 * 1024;
/** Sides of the squares that screenshots are shown in (platform.md §9). */
export const screenshotSizes = [320, 800, 1_600] as const;

/** What an image shows, for those who do not see it. */
export const ImageCaption = z.string().trim().min(1).max(200);

/** An image that somebody attached to a decision. */
export const Attachment = z.strictObject({
  /** SHA-256 of what was sent, in hex. */
  digest: z.string(),
  /** Where it is shown within 1,600 pixels; 320 and 800 are its other last parts. */
  url: z.string(),
  /** Pixels of what was sent, upright. */
  width: z.number().int().positive(),
  height: z.number().int().positive(),
  caption: ImageCaption.optional(),
  user: z.string(),
  created_at: Time,
});
export type Attachment = z.infer<typeof Attachment>;
