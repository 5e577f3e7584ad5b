import { errors } from '../errors.ts';

const maxBytes = 8 * 1024 * 1024;

/** Reads an answer of at most 8 MiB as text; throws `forge.answer_invalid` past that. */
export async function readBody(response: Response): Promise<string> {
  if (response.body === null) return '';
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body) {
    bytes += chunk.byteLength;
    if (bytes > maxBytes) throw errors.answer_invalid(`the answer is larger than ${maxBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
