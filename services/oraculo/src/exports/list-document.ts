import { Readable } from 'node:stream';
import type { ListFormat } from '@maximus/contracts';
import type { Answer } from '@maximus/http';

/** Texts of a document, in order; each a part of any length. */
export type Texts = AsyncGenerator<string, void, undefined>;

const kinds: Readonly<Record<ListFormat, { readonly mediaType: string; readonly extension: string }>> = {
  csv: { mediaType: 'text/csv; charset=utf-8; header=present', extension: 'csv' },
  json: { mediaType: 'application/json', extension: 'json' },
  sarif: { mediaType: 'application/sarif+json', extension: 'sarif.json' },
  cyclonedx: { mediaType: 'application/vnd.cyclonedx+json', extension: 'cdx.json' },
};

/** A list as a file, sent as fast as the client takes it; a fault in the midst of it breaks the connection off. */
export function listAnswer(name: string, format: ListFormat, texts: Texts): Answer {
  const { mediaType, extension } = kinds[format];
  return {
    status: 200,
    headers: {
      'content-type': mediaType,
      'content-disposition': `attachment; filename="${name}.${extension}"`,
    },
    body: Readable.from(gathered(texts), { objectMode: false }),
  };
}

const leastBytes = 65_536;

/** Small texts together: one chunk of HTTP each would cost more than they are. */
async function* gathered(texts: Texts): AsyncGenerator<Buffer, void, undefined> {
  let held = '';
  for await (const text of texts) {
    held += text;
    if (held.length < leastBytes) continue;
    yield Buffer.from(held);
    held = '';
  }
  if (held !== '') yield Buffer.from(held);
}

/** `head`, the items with commas between them, `tail`. */
export async function* jsonList(head: string, items: AsyncIterable<object>, tail: string): Texts {
  yield head;
  let isFirst = true;
  for await (const item of items) {
    yield `${isFirst ? '\n' : ',\n'}${JSON.stringify(item)}`;
    isFirst = false;
  }
  yield tail;
}
