import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { errors } from '../errors.ts';
import { contentItems } from './content.ts';
import type { Batch } from './item.ts';
import type { Budget } from './limits.ts';

const chunkBytes = 256 << 10;

/** The items of a file that is no archive: as it lies there, or gzip. Throws `advisories.source_unreadable`. */
export async function* plainFileItems(path: string, gzip: boolean, budget: Budget): AsyncGenerator<Batch> {
  try {
    yield* contentItems(gzip ? gunzipped(path, budget) : asItIs(path, budget), path, budget.limits);
  } catch (cause) {
    const { code, message } = cause as { code?: unknown; message?: unknown };
    if (typeof code === 'string' && code.startsWith('advisories.')) throw cause;
    throw errors.source_unreadable(`it cannot be read: ${String(message)}`, { file: path }, cause);
  }
}

async function* asItIs(path: string, budget: Budget): AsyncGenerator<Buffer> {
  for await (const chunk of createReadStream(path, { highWaterMark: chunkBytes }) as AsyncIterable<Buffer>) {
    budget.takeCompressed(chunk.length, path);
    budget.takeExpanded(chunk.length, path, chunk.length, chunk.length);
    yield chunk;
  }
}

async function* gunzipped(path: string, budget: Budget): AsyncGenerator<Buffer> {
  const input = createReadStream(path, { highWaterMark: chunkBytes });
  const gunzip = createGunzip({ chunkSize: chunkBytes });
  let taken = 0;
  input.on('data', (chunk) => {
    taken += chunk.length;
  });
  input.on('error', (error) => gunzip.destroy(error));
  input.pipe(gunzip);
  let counted = 0;
  let out = 0;
  try {
    for await (const chunk of gunzip as AsyncIterable<Buffer>) {
      budget.takeCompressed(taken - counted, path);
      counted = taken;
      out += chunk.length;
      budget.takeExpanded(chunk.length, path, taken, out);
      yield chunk;
    }
  } finally {
    input.destroy();
    gunzip.destroy();
  }
}
