/**
 * Images that people send: judged by what they hold, decoded in a process of their own that is ended when it takes too
 * long, and made small, upright and free of metadata. It decides nothing about who may send or see one. Read
 * create-images.ts, then run-apart.ts.
 */
export { createImages, type ImageLimits, type Images, type Wish } from './create-images.ts';
export { errors } from './errors.ts';
export { imageRoute } from './image-route.ts';
export type { ImageKind } from './kind.ts';
export type { ImageFormat, ImageInfo, OptimisedImage, Rendition } from './rendition.ts';
