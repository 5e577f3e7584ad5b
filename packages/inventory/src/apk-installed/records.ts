/** One package of the database, fields as written. */
export interface ApkRecord {
  readonly name: string;
  readonly version: string;
  readonly architecture?: string;
  /** `o:`, the package whose build made this one. */
  readonly origin?: string;
  /** `C:`, base64 after `Q1` (SHA-1 of the control part). */
  readonly checksum?: string;
  readonly licence?: string;
  readonly depends: readonly string[];
  readonly provides: readonly string[];
  /** Of the first field, from 1. */
  readonly line: number;
}

/** Fields that are read; the others (files, rights, sizes) are most of the text. */
const readFields = new Set(['A', 'C', 'D', 'L', 'P', 'V', 'o', 'p']);

/** Records in order; `undefined` with its line for one without name or version. Linear. Rule: apk package format, v2. */
export function* records(text: string): Generator<ApkRecord | { readonly name: undefined; readonly line: number }> {
  let fields = new Map<string, string>();
  let first = 0;
  let line = 0;
  for (let start = 0; start < text.length; ) {
    let end = text.indexOf('\n', start);
    if (end === -1) end = text.length;
    line++;
    const isField = text[start + 1] === ':';
    if (isField) {
      if (first === 0) first = line;
      const name = text[start] ?? '';
      if (readFields.has(name) && !fields.has(name)) fields.set(name, text.slice(start + 2, end).trim());
    } else if (text.slice(start, end).trim() === '' && first > 0) {
      yield recordOf(fields, first);
      fields = new Map();
      first = 0;
    }
    start = end + 1;
  }
  if (first > 0) yield recordOf(fields, first);
}

function recordOf(fields: ReadonlyMap<string, string>, line: number) {
  const [name, version] = [fields.get('P'), fields.get('V')];
  if (!name || !version) return { name: undefined, line };
  const optional = (key: string, field: string) => {
    const value = fields.get(field);
    return value === undefined || value === '' ? {} : { [key]: value };
  };
  return {
    name,
    version,
    ...optional('architecture', 'A'),
    ...optional('origin', 'o'),
    ...optional('checksum', 'C'),
    ...optional('licence', 'L'),
    depends: words(fields.get('D')),
    provides: words(fields.get('p')),
    line,
  };
}

function words(text: string | undefined): readonly string[] {
  return text === undefined ? [] : text.split(/\s+/).filter((each) => each !== '');
}

/** `so:libc.musl-x86_64.so.1=1`, `busybox>=1.36`, `!conflict` in name and range; a conflict has no name. */
export function readDependency(word: string): { readonly name: string; readonly requested?: string } {
  const at = word.search(/[=<>~]/);
  const tag = word.indexOf('@');
  const name = at === -1 ? (tag > 0 ? word.slice(0, tag) : word) : word.slice(0, at);
  if (name.startsWith('!')) return { name: '' };
  return at === -1 ? { name } : { name, requested: word.slice(at) };
}
