import { crc32, deflateSync } from 'node:zlib';
import { screenshotSizes } from '@maximus/contracts';
import { unwrap } from '@maximus/kernel';
import fc from 'fast-check';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { answerBytes } from './answer-bytes.ts';
import { readAnswer } from './answer-frame.ts';
import { createImages, type ImageLimits } from './create-images.ts';
import { imageKinds, kindOf } from './kind.ts';
import { render } from './render.ts';
import type { RenderTask } from './rendition.ts';

const images = createImages();
const samples = new Map<string, Buffer>();
const sample = (name: string) => samples.get(name) ?? Buffer.alloc(0);

/** Lines of text-like strokes on paper, as a screenshot has. */
function drawing(width: number, height: number, channels: 3 | 4 = 3): Buffer {
  const pixels = Buffer.alloc(width * height * channels, 250);
  for (let y = 4; y < height; y += 9)
    for (let x = 3; x < width - 3; x += 1)
      if ((x * 7 + y * 3) % 11 < 5)
        pixels.fill(30 + ((x * y) % 90), (y * width + x) * channels, (y * width + x) * channels + 3);
  return pixels;
}

beforeAll(async () => {
  const drawn = sharp(drawing(400, 120), { raw: { width: 400, height: 120, channels: 3 } });
  samples.set('png', await drawn.clone().png({ compressionLevel: 0 }).toBuffer());
  samples.set('jpeg', await drawn.clone().jpeg({ quality: 100 }).toBuffer());
  samples.set('webp', await drawn.clone().webp({ lossless: true }).toBuffer());
  samples.set('avif', await drawn.clone().avif({ effort: 0 }).toBuffer());
  samples.set('gif', await drawn.clone().gif().toBuffer());
}, 60_000);

describe('what an image is', () => {
  it('is told by what it holds, with its size', async () => {
    for (const kind of imageKinds) {
      expect(kindOf(sample(kind))).toBe(kind);
      expect(await images.info(sample(kind))).toMatchObject({ ok: true, value: { kind, width: 400, height: 120 } });
    }
  }, 180_000);

  it('is nothing for markup, for other files and for any bytes', async () => {
    const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script>alert(1)</script></svg>';
    for (const text of [svg, `<?xml version="1.0"?>${svg}`, '%PDF-1.7 and so on', 'GIF8', '', 'RIFF0000WAVEfmt '])
      expect(await images.info(Buffer.from(text))).toMatchObject({ ok: false, error: { code: 'images.not_an_image' } });
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => void kindOf(bytes)));
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 4, maxLength: 300 }), (bytes) => {
        const box = Buffer.concat([bytes.subarray(0, 4), Buffer.from('ftyp'), bytes.subarray(4)]);
        expect(['avif', undefined]).toContain(kindOf(box));
      }),
    );
  });
});

describe('a screenshot', () => {
  it('is made small for each square and never enlarged, in a form that everything can show as well', async () => {
    const made = unwrap(await images.optimise(sample('png'), { bounds: screenshotSizes }));
    expect(made).toMatchObject({ kind: 'png', width: 400, height: 120, hasAlpha: false });
    const sizes = made.renditions.map(({ bound, format, width, height }) => `${bound} ${format} ${width}x${height}`);
    expect(sizes.filter((size) => !size.includes('avif'))).toEqual([
      '320 webp 320x96',
      '320 jpeg 320x96',
      '800 webp 400x120',
      '800 jpeg 400x120',
    ]);
    for (const { bytes, format, width, height } of made.renditions) {
      expect(await sharp(bytes).metadata()).toMatchObject({
        format: format === 'avif' ? 'heif' : format,
        ...{ width, height },
        ...(format === 'jpeg' && { isProgressive: true }),
      });
    }
    const best = new Map(
      made.renditions.filter(({ format }) => format === 'webp').map((one) => [one.bound, one.bytes]),
    );
    for (const { bound, bytes } of made.renditions.filter(({ format }) => format === 'avif'))
      expect(bytes.length).toBeLessThan(best.get(bound)?.length ?? 0);
  }, 120_000);

  it('keeps its transparency, and loses that which shows nothing', async () => {
    const clear = drawing(60, 40, 4);
    clear.fill(0, 0, 400);
    const raw = { raw: { width: 60, height: 40, channels: 4 } } as const;
    const through = await sharp(clear, raw).png().toBuffer();
    const formats = async (input: Buffer) =>
      (await rendered(input, ['best', 'fallback'])).renditions.map(({ format }) => format);
    expect(await formats(through)).toContain('png');
    const opaque = await sharp(
      drawing(60, 40, 4).map((value, at) => (at % 4 === 3 ? 255 : value)),
      raw,
    )
      .png()
      .toBuffer();
    expect(await formats(opaque)).toContain('jpeg');
  }, 60_000);

  it('stands upright and tells nothing of the one who made it', async () => {
    const telling = await sharp(sample('jpeg'))
      .withExif({ IFD0: { Artist: 'ada-was-here' }, IFD3: { GPSLatitudeRef: 'N' } })
      .withMetadata({ orientation: 6 })
      .jpeg()
      .toBuffer();
    expect(telling.includes('ada-was-here')).toBe(true);
    const made = await rendered(telling, ['webp', 'jpeg', 'png', 'smaller-avif']);
    expect(made).toMatchObject({ width: 120, height: 400 });
    for (const { bytes, width, height } of made.renditions) {
      expect([width, height]).toEqual([96, 320]);
      const { exif, icc, xmp, orientation } = await sharp(bytes).metadata();
      expect({ exif, xmp, orientation: orientation ?? 1 }).toEqual({ exif: undefined, xmp: undefined, orientation: 1 });
      expect(bytes.includes('ada-was-here') || icc?.includes('ada-was-here') === true).toBe(false);
    }
  }, 60_000);

  it('stays in its own form where another would be larger', async () => {
    const chequered = Buffer.alloc(300 * 200 * 3).map((_, at) => {
      const pixel = Math.floor(at / 3);
      return ((pixel % 300) + Math.floor(pixel / 300)) % 2 === 0 ? 20 : 240;
    });
    const flat = await sharp(chequered, { raw: { width: 300, height: 200, channels: 3 } })
      .png()
      .toBuffer();
    const [best, webp] = (await rendered(flat, ['best', 'webp'])).renditions;
    expect(webp?.bytes.length).toBeGreaterThan(flat.length);
    expect(best?.format).toBe('png');
    expect(best?.bytes.length).toBeLessThan(webp?.bytes.length ?? 0);
  }, 60_000);

  it('is made into one form alone where only that is asked for', async () => {
    const forms = [images.auto, images.toWebp, images.optimizeJpeg, images.optimizePng].map(async (make) =>
      unwrap(await make(sample('png'), { bound: 100 })),
    );
    const made = await Promise.all(forms);
    expect(made.map(({ format, width, height }) => `${format} ${width}x${height}`)).toEqual(
      ['webp', 'webp', 'jpeg', 'png'].map((format) => `${format} 100x30`),
    );
  }, 120_000);
});

describe('a hostile image', () => {
  const code = async (input: Buffer, limits: ImageLimits = {}) => {
    const made = await createImages(limits).auto(input, { bound: 320 });
    return made.ok ? made.value.format : made.error.code;
  };

  it('that is cut off is refused, wherever it is cut', async () => {
    for (const kind of imageKinds) {
      const whole = sample(kind);
      for (const share of [0.1, 0.6])
        expect
          .soft(`${kind} ${share} ${await code(whole.subarray(0, Math.max(13, Math.floor(whole.length * share))))}`)
          .toBe(`${kind} ${share} images.broken`);
    }
  }, 180_000);

  it('that is huge by its header is refused without being decoded', async () => {
    expect(await code(png(60_000, 60_000))).toBe('images.too_many_pixels');
    expect(await code(png(2_000_000_000, 2_000_000_000))).toMatch(/^images\.(?:too_many_pixels|broken)$/);
    expect(await code(frames(1, 65_535))).toBe('images.too_many_pixels');
  }, 120_000);

  it('that expands a thousandfold is read within its limits, and given up when it takes too long', async () => {
    const bomb = png(6_300, 6_300, true);
    expect(bomb.length).toBeLessThan(200_000);
    expect(await code(bomb)).toBe('webp');
    // Seconds of work, so that it is given up however late somebody looks.
    const slow = await createImages({ limitMs: 1 }).optimise(bomb, { bounds: [6_300] });
    expect(slow).toMatchObject({ ok: false, error: { code: 'images.too_slow' } });
  }, 120_000);

  it('of ten thousand frames is its first one', async () => {
    const [first] = (await rendered(frames(10_000), ['png'])).renditions;
    expect([first?.width, first?.height]).toEqual([2, 2]);
    expect(await code(frames(10_000))).toMatch(/^(?:webp|gif)$/);
  }, 120_000);

  it('that is another file as well comes out as pixels alone', async () => {
    const script = '<script>alert(1)</script>PK\x03\x04';
    const made = await rendered(Buffer.concat([sample('png'), Buffer.from(script)]), ['best', 'fallback']);
    for (const { bytes } of made.renditions) expect(bytes.includes('script')).toBe(false);
    const lying = Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), Buffer.from(script.repeat(9))]);
    expect(await code(lying)).toBe('images.broken');
  }, 60_000);

  it('finds its place taken while another is read, and goes when whoever sent it has gone', async () => {
    const narrow = createImages({ maxWaiting: 0 });
    const [first, second] = await Promise.all([narrow.info(sample('png')), narrow.info(sample('png'))]);
    expect(first.ok).toBe(true);
    expect(second).toMatchObject({ ok: false, error: { code: 'images.busy' } });
    const gone = AbortSignal.abort();
    expect(await narrow.toWebp(sample('png'), { bound: 9, signal: gone })).toMatchObject({ ok: false });
    const leaving = new AbortController();
    const left = narrow.toWebp(png(6_300, 6_300, true), { bound: 9, signal: leaving.signal });
    setImmediate(() => leaving.abort());
    expect(await left).toMatchObject({ ok: false, error: { code: 'images.busy' } });
    expect((await narrow.info(sample('png'))).ok).toBe(true);
  }, 120_000);
});

describe('what a decoder answers', () => {
  const answer = { kind: 'png', width: 1, height: 1, hasAlpha: false } as const;
  const rendition = { bound: 1, format: 'png', width: 1, height: 1, bytes: Buffer.from('abc') } as const;

  it('is read as it was written', () => {
    const written = { ...answer, renditions: [rendition, { ...rendition, bytes: Buffer.from('d') }] };
    expect(readAnswer(answerBytes(written))).toEqual({ ok: true, value: written });
    const refused = { failure: 'broken', message: 'no' } as const;
    expect(readAnswer(answerBytes(refused))).toEqual({ ok: false, error: refused });
  });

  it('is believed in nothing else', () => {
    const whole = answerBytes({ ...answer, renditions: [rendition] });
    for (let length = 0; length < whole.length; length += 1)
      expect(readAnswer(whole.subarray(0, length))).toBeUndefined();
    expect(readAnswer(Buffer.concat([whole, Buffer.from('x')]))).toBeUndefined();
    expect(readAnswer(Buffer.from('\0\0\0\x02{{'))).toBeUndefined();
    fc.assert(fc.property(fc.uint8Array(), (bytes) => void readAnswer(Buffer.from(bytes))));
  });
});

function rendered(input: Buffer, wants: RenderTask['wants']) {
  const kind = kindOf(input) ?? 'png';
  return render(sharp, input, { kind, wants, bounds: [320], maxPixels: 40_000_000 });
}

/** A PNG of black pixels, one bit each; without data only its header is true. */
function png(width: number, height: number, withData = false): Buffer {
  const chunk = (type: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const out = Buffer.alloc(body.length + 8);
    out.writeUInt32BE(data.length);
    body.copy(out, 4);
    out.writeUInt32BE(crc32(body), body.length + 4);
    return out;
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header[8] = 1;
  const data = withData ? deflateSync(Buffer.alloc((Math.ceil(width / 8) + 1) * height)) : deflateSync(Buffer.alloc(9));
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    chunk('IDAT', data),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** A GIF with so many frames, each of two by two pixels whatever its headers say. */
function frames(count: number, side = 2): Buffer {
  const header = Buffer.from('GIF89a\x02\0\x02\0\x80\0\0\0\0\0\xff\xff\xff', 'latin1');
  const frame = Buffer.from('\x21\xf9\x04\0\x01\0\0\0,\0\0\0\0\x02\0\x02\0\0\x02\x02\x84\x51\0', 'latin1');
  for (const at of [6, 8]) header.writeUInt16LE(side, at);
  for (const at of [13, 15]) frame.writeUInt16LE(side, at);
  return Buffer.concat([header, ...Array.from({ length: count }, () => frame), Buffer.from(';')]);
}
