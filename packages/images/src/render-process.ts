/**
 * Reads one hostile image in a process of its own: a byte on standard output says that the decoder is loaded, the image
 * comes on standard input, and the answer goes out (answer-bytes.ts). Only this file loads the decoder.
 */
import { once } from 'node:events';
import { answerBytes } from './answer-bytes.ts';
import { render, TooManyPixels } from './render.ts';
import type { OptimisedImage, RenderFailure, RenderTask } from './rendition.ts';

const readable = [
  'VipsForeignLoadPng',
  'VipsForeignLoadJpeg',
  'VipsForeignLoadWebp',
  'VipsForeignLoadHeif',
  'VipsForeignLoadNsgif',
];

async function decoder() {
  const { default: sharp } = await import('sharp');
  sharp.cache(false);
  sharp.concurrency(1);
  // Every other reader, such as that of SVG, is out of reach, whatever an image says that it is.
  sharp.block({ operation: ['VipsForeignLoad'] });
  sharp.unblock({ operation: readable });
  return sharp;
}

async function write(bytes: Uint8Array): Promise<void> {
  if (!process.stdout.write(bytes)) await once(process.stdout, 'drain');
}

function refusal(error: unknown, failure: RenderFailure) {
  const message = error instanceof Error ? error.message : String(error);
  return { failure, message: message.slice(0, 300) };
}

function failureOf(error: unknown): RenderFailure {
  const isTooLarge = error instanceof TooManyPixels || String(error).includes('exceeds pixel limit');
  return isTooLarge ? 'too_many_pixels' : 'broken';
}

async function answer(): Promise<OptimisedImage | ReturnType<typeof refusal>> {
  const loaded = await decoder().catch((error: unknown) => refusal(error, 'missing'));
  await write(Uint8Array.of(1));
  if ('failure' in loaded) return loaded;
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  const task = JSON.parse(process.argv[2] ?? '') as RenderTask;
  return await render(loaded, Buffer.concat(chunks), task).catch((error: unknown) => refusal(error, failureOf(error)));
}

await write(answerBytes(await answer()));
