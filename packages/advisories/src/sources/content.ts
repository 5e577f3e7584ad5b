import type { Batch, SourceItem } from './item.ts';
import { LineSplitter } from './line-splitter.ts';
import { ValueSplitter } from './value-splitter.ts';

const headBytes = 4096;
const bom = Buffer.from([0xef, 0xbb, 0xbf]);

/** What a content is by its first bytes. */
export type ContentKind = 'kev' | 'epss' | 'export' | 'lines' | 'values' | 'empty' | 'unknown';

/**
 * Tells a content from its head: EPSS by its header, KEV by its catalogue version, the list of an export's sources by its
 * first key, OSV records otherwise. A name has no
 * say, because exports are renamed and mirrored.
 */
function contentKind(head: Buffer): ContentKind {
  const text = head.toString('latin1').trimStart();
  if (text === '') return 'empty';
  if (text.startsWith('#model_version') || text.toLowerCase().startsWith('cve,epss')) return 'epss';
  if (text[0] === '[') return 'values';
  if (text[0] !== '{') return 'unknown';
  if (/^\{\s{0,64}"maximus_export"/.test(text)) return 'export';
  if (text.includes('"catalogVersion"')) return 'kev';
  const end = text.indexOf('\n');
  const first = (end < 0 ? text : text.slice(0, end)).trimEnd();
  if (end < 0) return 'lines';
  return first.length > 1 && (first.endsWith('}') || text[end + 1] === '{') ? 'lines' : 'values';
}

/** Splits the bytes of one expanded file into items. `chunks` are not kept after the next one is asked for. */
export async function* contentItems(
  chunks: AsyncIterable<Buffer> | Iterable<Buffer>,
  origin: string,
  limits: { readonly recordBytes: number; readonly tableBytes: number },
): AsyncGenerator<Batch> {
  let head: Buffer = Buffer.alloc(0);
  let reader: Reader | undefined;
  for await (const chunk of chunks) {
    if (reader === undefined) {
      head = head.length === 0 ? Buffer.from(chunk) : Buffer.concat([head, chunk]);
      if (head.length < headBytes) continue;
      reader = readerFor(withoutBom(head), origin, limits);
      yield reader.push(withoutBom(head));
    } else yield reader.push(chunk);
  }
  if (reader === undefined) {
    reader = readerFor(withoutBom(head), origin, limits);
    yield reader.push(withoutBom(head));
  }
  yield reader.end();
}

interface Reader {
  push(chunk: Buffer): SourceItem[];
  end(): SourceItem[];
}

function readerFor(head: Buffer, origin: string, limits: { recordBytes: number; tableBytes: number }): Reader {
  const kind = contentKind(head.subarray(0, headBytes));
  if (kind === 'kev' || kind === 'epss') return new WholeReader(kind, origin, limits.tableBytes);
  if (kind === 'export') return new WholeReader(kind, origin, limits.recordBytes);
  if (kind === 'lines') return new LineSplitter(origin, limits.recordBytes);
  if (kind === 'values') return new ValueSplitter(origin, limits.recordBytes);
  return new RefusingReader(origin, kind === 'empty' ? 'it is empty' : refusal(head));
}

function refusal(head: Buffer): string {
  const html = /^\s*<(?:!doctype|html)/i.test(head.subarray(0, 512).toString('latin1'));
  return html ? 'it is an HTML page, not data' : 'it is neither OSV records, a KEV catalogue nor an EPSS table';
}

type WholeKind = 'kev' | 'epss' | 'export';

class WholeReader implements Reader {
  private readonly kind: WholeKind;
  private readonly origin: string;
  private readonly limit: number;
  private parts: Buffer[] = [];
  private size = 0;

  constructor(kind: WholeKind, origin: string, limit: number) {
    this.kind = kind;
    this.origin = origin;
    this.limit = limit;
  }

  push(chunk: Buffer): SourceItem[] {
    this.size += chunk.length;
    if (this.size <= this.limit) this.parts.push(Buffer.from(chunk));
    else this.parts = [];
    return [];
  }

  end(): SourceItem[] {
    const { kind, origin } = this;
    if (this.size > this.limit) return [{ kind: 'fault', origin, reason: `it is larger than ${this.limit} bytes` }];
    return [{ kind, origin, text: Buffer.concat(this.parts) }];
  }
}

class RefusingReader implements Reader {
  private readonly item: SourceItem;

  constructor(origin: string, reason: string) {
    this.item = { kind: 'fault', origin, reason };
  }

  push(): SourceItem[] {
    return [];
  }

  end(): SourceItem[] {
    return [this.item];
  }
}

function withoutBom(head: Buffer): Buffer {
  return head.subarray(0, 3).equals(bom) ? head.subarray(3) : head;
}
