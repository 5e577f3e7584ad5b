import type { OptimisedImage, RenderFailure } from './rendition.ts';

/** An answer as a decoder writes it: length of the head in 4 bytes, the head as JSON, then the renditions in its order. */
export function answerBytes(
  answer: OptimisedImage | { readonly failure: RenderFailure; readonly message: string },
): Buffer {
  if ('failure' in answer) return framed(answer, []);
  const renditions = answer.renditions.map(({ bytes, ...facts }) => ({ ...facts, bytes: bytes.length }));
  return framed(
    { ...answer, renditions },
    answer.renditions.map(({ bytes }) => bytes),
  );
}

function framed(head: object, parts: readonly Buffer[]): Buffer {
  const text = Buffer.from(JSON.stringify(head));
  const length = Buffer.alloc(4);
  length.writeUInt32BE(text.length);
  return Buffer.concat([length, text, ...parts]);
}
