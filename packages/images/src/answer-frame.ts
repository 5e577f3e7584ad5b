import { fail, ok, type Result } from '@maximus/kernel';
import { z } from 'zod';
import { imageKinds } from './kind.ts';
import { imageFormats, type OptimisedImage, type RenderFailure } from './rendition.ts';

const pixels = z.number().int().min(1).max(100_000_000);
const Head = z.union([
  z.strictObject({
    kind: z.enum(imageKinds),
    width: pixels,
    height: pixels,
    hasAlpha: z.boolean(),
    renditions: z
      .array(
        z.strictObject({
          bound: pixels,
          format: z.enum(imageFormats),
          width: pixels,
          height: pixels,
          bytes: z.number().int().min(1),
        }),
      )
      .max(64),
  }),
  z.strictObject({ failure: z.enum(['broken', 'too_many_pixels', 'missing']), message: z.string().max(300) }),
]);

/** What a decoder says that it failed with. */
export interface RenderRefusal {
  readonly failure: RenderFailure;
  readonly message: string;
}

/**
 * Reads what the process of a decoder wrote (answer-bytes.ts); undefined for anything else. Nothing of it is believed: a
 * hostile image may have taken that process over.
 */
export function readAnswer(written: Buffer): Result<OptimisedImage, RenderRefusal> | undefined {
  if (written.length < 4) return undefined;
  const headEnd = 4 + written.readUInt32BE(0);
  if (headEnd > written.length) return undefined;
  const head = Head.safeParse(parsed(written.toString('utf8', 4, headEnd)));
  if (!head.success) return undefined;
  if ('failure' in head.data) return fail(head.data);
  let at = headEnd;
  const renditions = head.data.renditions.map(({ bytes, ...facts }) => {
    const from = at;
    at += bytes;
    return { ...facts, bytes: written.subarray(from, at) };
  });
  return at === written.length ? ok({ ...head.data, renditions }) : undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
