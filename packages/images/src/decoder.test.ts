import { expect, it } from 'vitest';
import { answerTo, openDecoder } from './decoder.ts';
import type { RenderTask } from './rendition.ts';

const task: RenderTask = { kind: 'png', bounds: [32], wants: ['best'], maxPixels: 100 };

async function opened() {
  const decoder = await openDecoder();
  if ('failure' in decoder) throw new Error(decoder.message);
  return decoder;
}

it('makes of an image what was asked for', async () => {
  const decoder = await opened();
  const { default: sharp } = await import('sharp');
  const png = await sharp(Buffer.alloc(300, 250), { raw: { width: 10, height: 10, channels: 3 } })
    .png()
    .toBuffer();
  expect(await answerTo(decoder, png, task)).toMatchObject({ width: 10, height: 10, renditions: [{ bound: 32 }] });
  expect(await answerTo(decoder, png, { ...task, maxPixels: 99 })).toMatchObject({ failure: 'too_many_pixels' });
  expect(await answerTo(decoder, png.subarray(0, 40), task)).toMatchObject({ failure: 'broken' });
});

it('reads no drawing, whatever it is said to be', async () => {
  const drawing = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>');
  expect(await answerTo(await opened(), drawing, task)).toMatchObject({ failure: 'broken' });
});

it('says so where the platform has no decoder', async () => {
  const none = () => Promise.reject(new Error('no such module'));
  expect(await openDecoder(none)).toEqual({ failure: 'missing', message: 'no such module' });
});
