/**
 * Reads one hostile image in a process of its own: a byte on standard output says that the decoder is loaded, the image
 * comes on standard input, and the answer goes out (answer-bytes.ts). Only this process loads the decoder.
 */
import { once } from 'node:events';
import { buffer } from 'node:stream/consumers';
import { answerBytes } from './answer-bytes.ts';
import { answerTo, openDecoder } from './decoder.ts';
import type { RenderTask } from './rendition.ts';

async function write(bytes: Uint8Array): Promise<void> {
  if (!process.stdout.write(bytes)) await once(process.stdout, 'drain');
}

const decoder = await openDecoder();
await write(Uint8Array.of(1));
const task = () => JSON.parse(process.argv[2] ?? '') as RenderTask;
const answer = 'failure' in decoder ? decoder : await answerTo(decoder, await buffer(process.stdin), task());
await write(answerBytes(answer));
