import type { ImageKind } from './kind.ts';

/** Forms that images are made into. */
export const imageFormats = ['webp', 'avif', 'jpeg', 'png', 'gif'] as const;
/** Form of an image that was made. */
export type ImageFormat = (typeof imageFormats)[number];

/** What an image is, upright. */
export interface ImageInfo {
  readonly kind: ImageKind;
  /** Pixels, after the orientation of its metadata was applied. */
  readonly width: number;
  readonly height: number;
  readonly hasAlpha: boolean;
}

/** One image made of another: within a square of `bound` pixels, upright, with no metadata. */
export interface Rendition {
  readonly bound: number;
  readonly format: ImageFormat;
  readonly width: number;
  readonly height: number;
  readonly bytes: Buffer;
}

/** An image and what was made of it. */
export interface OptimisedImage extends ImageInfo {
  readonly renditions: readonly Rendition[];
}

/** Which renditions are made; the wish is as small as it can be, so that it fits an argument of a process. */
export interface RenderTask {
  readonly kind: ImageKind;
  /** Pixels, ascending; no bound is tried past the first that holds the whole image. Empty: only the facts are read. */
  readonly bounds: readonly number[];
  /**
   * `best` is WebP, or the kind of the input where that is smaller and WebP larger than the input; `fallback` PNG where
   * there is transparency and else JPEG; `smaller-avif` AVIF where it is smaller than `best`.
   */
  readonly wants: readonly ('best' | 'fallback' | 'smaller-avif' | 'webp' | 'jpeg' | 'png')[];
  readonly maxPixels: number;
}

/** Why nothing was made. */
export type RenderFailure = 'broken' | 'too_many_pixels' | 'missing';
