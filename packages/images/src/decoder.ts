import { render, TooManyPixels } from './render.ts';
import type { OptimisedImage, RenderFailure, RenderTask } from './rendition.ts';

const readable = [
  'VipsForeignLoadPng',
  'VipsForeignLoadJpeg',
  'VipsForeignLoadWebp',
  'VipsForeignLoadHeif',
  'VipsForeignLoadNsgif',
];

/** Why nothing was made, in a few words of the decoder. */
export interface Refusal {
  readonly failure: RenderFailure;
  readonly message: string;
}

type Decoder = Parameters<typeof render>[0];

/** Loads the decoder into this process and shuts all its readers but five; `missing` where the platform has none. */
export async function openDecoder(load = () => import('sharp')): Promise<Decoder | Refusal> {
  try {
    const { default: sharp } = await load();
    sharp.cache(false);
    sharp.concurrency(1);
    // Every other reader, such as that of SVG, is out of reach, whatever an image says that it is.
    sharp.block({ operation: ['VipsForeignLoad'] });
    sharp.unblock({ operation: readable });
    return sharp;
  } catch (error) {
    return refusal(error, 'missing');
  }
}

/** Does a task on an image, or says why it cannot be done. */
export async function answerTo(decoder: Decoder, input: Buffer, task: RenderTask): Promise<OptimisedImage | Refusal> {
  try {
    return await render(decoder, input, task);
  } catch (error) {
    const isTooLarge = error instanceof TooManyPixels || String(error).includes('exceeds pixel limit');
    return refusal(error, isTooLarge ? 'too_many_pixels' : 'broken');
  }
}

function refusal(error: unknown, failure: RenderFailure): Refusal {
  const message = error instanceof Error ? error.message : String(error);
  return { failure, message: message.slice(0, 300) };
}
