import type { Sharp, SharpOptions } from 'sharp';
import type { ImageFormat, ImageInfo, OptimisedImage, RenderTask, Rendition } from './rendition.ts';

type Open = (input: Buffer, options: SharpOptions) => Sharp;

/** That an image has more pixels than are read. */
export class TooManyPixels extends Error {}

const encoders: Readonly<Record<ImageFormat, (image: Sharp) => Sharp>> = {
  webp: (image) => image.webp({ quality: 85 }),
  // Little effort: more of it takes ten times as long for a few per cent.
  avif: (image) => image.avif({ quality: 60, effort: 2 }),
  jpeg: (image) => image.flatten({ background: '#ffffff' }).jpeg({ quality: 85, progressive: true }),
  png: (image) => image.png({ compressionLevel: 9 }),
  gif: (image) => image.gif(),
};

/**
 * Makes the renditions of an image; throws whatever the decoder throws, and `TooManyPixels`. The input is decoded once, to
 * the largest bound: everything else is made of those pixels, which carry no metadata, no further frame and nothing that
 * followed the image.
 */
export async function render(open: Open, input: Buffer, task: RenderTask): Promise<OptimisedImage> {
  const image = open(input, {
    limitInputPixels: task.maxPixels,
    failOn: 'error',
    pages: 1,
    sequentialRead: true,
  });
  const info = await infoOf(image, task);
  const longest = Math.max(info.width, info.height);
  const enough = task.bounds.findIndex((bound) => bound >= longest);
  const bounds = enough === -1 ? task.bounds : task.bounds.slice(0, enough + 1);
  const largest = bounds.at(-1);
  if (largest === undefined) return { ...info, renditions: [] };
  const base = await pixelsOf(within(image.autoOrient(), largest));
  const drawn = open(base.data, { raw: base.raw });
  const isOpaque = base.raw.channels === 1 || base.raw.channels === 3 || (await drawn.stats()).isOpaque;
  const source = isOpaque ? await pixelsOf(drawn.clone().removeAlpha()) : base;
  const renditions: Rendition[] = [];
  for (const bound of bounds) {
    const encode = async (format: ImageFormat): Promise<Rendition> => {
      const sized = within(open(source.data, { raw: source.raw }), bound);
      const { data, info: made } = await encoders[format](sized).toBuffer({ resolveWithObject: true });
      return { bound, format, width: made.width, height: made.height, bytes: data };
    };
    renditions.push(...(await wanted(encode, task, input.length, isOpaque)));
  }
  return { ...info, hasAlpha: !isOpaque, renditions };
}

async function infoOf(image: Sharp, task: RenderTask): Promise<ImageInfo> {
  const found = await image.metadata();
  if (found.width * found.height > task.maxPixels)
    throw new TooManyPixels(`it has ${found.width} by ${found.height} pixels`);
  const isTrue = task.kind === 'avif' ? found.compression === 'av1' : found.format === task.kind;
  if (!isTrue) throw new Error(`it begins as ${task.kind} and is ${found.format}`);
  const { width, height } = found.autoOrient;
  return { kind: task.kind, width, height, hasAlpha: found.hasAlpha };
}

function within(image: Sharp, bound: number): Sharp {
  return image.resize(bound, bound, { fit: 'inside', withoutEnlargement: true });
}

async function pixelsOf(image: Sharp) {
  const { data, info } = await image.toColourspace('srgb').raw().toBuffer({ resolveWithObject: true });
  const { width, height, channels } = info;
  return { data, raw: { width, height, channels } };
}

async function wanted(
  encode: (format: ImageFormat) => Promise<Rendition>,
  { wants, kind }: RenderTask,
  inputBytes: number,
  isOpaque: boolean,
): Promise<readonly Rendition[]> {
  const made: Rendition[] = [];
  for (const want of wants) {
    if (want === 'best') made.push(await bestOf(encode, kind, inputBytes));
    else if (want === 'smaller-avif') {
      const avif = await encode('avif');
      if (made.every(({ bytes }) => avif.bytes.length < bytes.length)) made.push(avif);
    } else {
      const format = want !== 'fallback' ? want : isOpaque ? 'jpeg' : 'png';
      if (made.every((one) => one.format !== format)) made.push(await encode(format));
    }
  }
  return made;
}

/** WebP; where that is larger than what came in, the input's own form if it is smaller (platform.md §9). */
async function bestOf(
  encode: (format: ImageFormat) => Promise<Rendition>,
  kind: ImageFormat,
  inputBytes: number,
): Promise<Rendition> {
  const webp = await encode('webp');
  if (webp.bytes.length <= inputBytes || kind === 'webp') return webp;
  const own = await encode(kind);
  return own.bytes.length < webp.bytes.length ? own : webp;
}
