/** A value of a row on its way into a table. Dates, bytes, arrays and plain objects (as JSON) are written as such. */
export type BulkValue =
  | string
  | number
  | bigint
  | boolean
  | Date
  | Uint8Array
  | null
  | undefined
  | readonly BulkValue[]
  | { readonly [key: string]: unknown };

const special = /[\\\n\r\t]/g;
const escapes: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** One row in the text format of COPY (PostgreSQL manual, COPY, "Text Format"). */
export function copyLine(row: readonly BulkValue[]): string {
  return `${row.map(copyField).join('\t')}\n`;
}

function copyField(value: BulkValue): string {
  const text = textOf(value);
  return text === null ? '\\N' : text.replace(special, (character) => escapes[character] ?? character);
}

function textOf(value: BulkValue): string | null {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string') return value;
  if (typeof value !== 'object') return String(value);
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Uint8Array)
    return `\\x${Buffer.from(value.buffer, value.byteOffset, value.length).toString('hex')}`;
  return isList(value) ? arrayText(value) : JSON.stringify(value);
}

/** PostgreSQL's own form of arrays, every element quoted. */
function arrayText(values: readonly BulkValue[]): string {
  const parts = values.map((value) => {
    if (value !== null && typeof value === 'object' && isList(value)) return arrayText(value);
    const text = textOf(value);
    return text === null ? 'NULL' : `"${text.replace(/["\\]/g, '\\$&')}"`;
  });
  return `{${parts.join()}}`;
}

function isList(value: object): value is readonly BulkValue[] {
  return Array.isArray(value);
}
