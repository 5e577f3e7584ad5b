import { fail, ok, type Result } from '@maximus/kernel';
import { errors } from './errors.ts';
import { kindOf } from './kind.ts';
import type { ImageInfo, OptimisedImage, RenderTask, Rendition } from './rendition.ts';
import { runApart } from './run-apart.ts';

/** Pixels that an image may have (platform.md §9). */
const maxPixels = 40_000_000;
/** What reading one may take (platform.md §9). */
const readingMs = 10_000;
/** One is read at a time, for each may need most of a gigabyte; so many more may wait. */
const mostWaiting = 8;

/** How one image is asked for. */
export interface Wish {
  /** Side of the square it must fit into; it is never enlarged. */
  readonly bound: number;
  readonly signal?: AbortSignal;
}

/**
 * Makes hostile images harmless and small (platform.md §9). Every method takes what somebody sent and fails with
 * `images.not_an_image`, `.broken`, `.too_many_pixels`, `.too_slow`, `.busy` or `.unavailable`; nothing throws for what is
 * in an image.
 */
export interface Images {
  /** Kind and size, without decoding it. */
  info(input: Uint8Array): Promise<Result<ImageInfo>>;
  /** In each of the squares: the smallest good form, one that everything can show, and AVIF where it is smaller still. */
  optimise(
    input: Uint8Array,
    wish: { readonly bounds: readonly number[]; readonly signal?: AbortSignal },
  ): Promise<Result<OptimisedImage>>;
  /** WebP, or the input's own form where that is smaller and WebP larger than the input. */
  auto(input: Uint8Array, wish: Wish): Promise<Result<Rendition>>;
  toWebp(input: Uint8Array, wish: Wish): Promise<Result<Rendition>>;
  optimizeJpeg(input: Uint8Array, wish: Wish): Promise<Result<Rendition>>;
  optimizePng(input: Uint8Array, wish: Wish): Promise<Result<Rendition>>;
}

/** What may be bounded more tightly. */
export interface ImageLimits {
  readonly limitMs?: number;
  /** Images that may wait while one is read. */
  readonly maxWaiting?: number;
}

/** Opens it: nothing is loaded and no process runs until the first image. */
export function createImages({ limitMs = readingMs, maxWaiting = mostWaiting }: ImageLimits = {}): Images {
  let last: Promise<unknown> = Promise.resolve();
  let waiting = 0;
  const run = async (
    input: Uint8Array,
    wish: Pick<RenderTask, 'bounds' | 'wants'>,
    signal?: AbortSignal,
  ): Promise<Result<OptimisedImage>> => {
    const kind = kindOf(input);
    if (kind === undefined) return fail(errors.not_an_image('it is no PNG, JPEG, WebP, AVIF or GIF'));
    if (waiting > maxWaiting) return fail(errors.busy(`${waiting} images wait to be read`));
    waiting += 1;
    const mine = last.then(() => runApart(input, { ...wish, kind, maxPixels }, { limitMs, signal }));
    last = mine.catch(() => undefined);
    return await mine.finally(() => {
      waiting -= 1;
    });
  };
  const one = async (
    input: Uint8Array,
    { bound, signal }: Wish,
    want: RenderTask['wants'][number],
  ): Promise<Result<Rendition>> => {
    const made = await run(input, { bounds: [bound], wants: [want] }, signal);
    if (!made.ok) return made;
    const [rendition] = made.value.renditions;
    return rendition === undefined ? fail(errors.broken('nothing came of it')) : ok(rendition);
  };
  return {
    info: (input) => run(input, { bounds: [], wants: [] }),
    optimise: (input, { bounds, signal }) =>
      run(input, { bounds, wants: ['best', 'fallback', 'smaller-avif'] }, signal),
    auto: (input, wish) => one(input, wish, 'best'),
    toWebp: (input, wish) => one(input, wish, 'webp'),
    optimizeJpeg: (input, wish) => one(input, wish, 'jpeg'),
    optimizePng: (input, wish) => one(input, wish, 'png'),
  };
}
