/** Numbers of one name that data hold, in order. */
export interface Series {
  readonly name: string;
  readonly values: readonly number[];
}

/** One thing that happened, as far as data say. */
export interface Happening {
  readonly atMs: number | undefined;
  readonly text: string;
  readonly source: string;
}

const maxValues = 100_000;
const maxSeries = 200;
const maxDepth = 32;
const timeKeys = ['timestamp', 'time', 'at', 'ts', '@timestamp', 'date'];
const sourceKeys = ['source_ip', 'src_ip', 'ip', 'client', 'address', 'user', 'username', 'host', 'source'];

/** Every list of numbers of the data, by path; a list of records gives one series for each numeric field. */
export function seriesIn(data: unknown): readonly Series[] {
  const found = new Map<string, number[]>();
  let left = maxValues;
  const add = (name: string, value: number): void => {
    if (left <= 0 || !Number.isFinite(value)) return;
    const held = found.get(name);
    if (held === undefined && found.size >= maxSeries) return;
    left -= 1;
    if (held === undefined) found.set(name, [value]);
    else held.push(value);
  };
  const visit = (part: unknown, name: string, depth: number): void => {
    if (depth > maxDepth || left <= 0) return;
    if (typeof part === 'number') add(name, part);
    else if (Array.isArray(part)) for (const each of part) visit(each, name, depth + 1);
    else if (typeof part === 'object' && part !== null)
      for (const [key, each] of Object.entries(part)) visit(each, name === '' ? key : `${name}.${key}`, depth + 1);
  };
  visit(data, '', 0);
  return [...found].map(([name, values]) => ({ name, values }));
}

/** Records and lines of the data as happenings; times that cannot be read are left out. */
export function happeningsIn(data: unknown): readonly Happening[] {
  const found: Happening[] = [];
  const visit = (part: unknown, depth: number): void => {
    if (depth > maxDepth || found.length >= maxValues) return;
    if (typeof part === 'string')
      for (const line of part.split('\n', maxValues - found.length)) found.push(happeningOf(line, {}));
    else if (Array.isArray(part)) for (const each of part) visit(each, depth + 1);
    else if (typeof part === 'object' && part !== null) {
      const record = part as Record<string, unknown>;
      const isRecord = Object.values(record).some((each) => typeof each === 'string' || typeof each === 'number');
      if (isRecord && Object.values(record).every((each) => typeof each !== 'object' || each === null))
        found.push(happeningOf(JSON.stringify(record), record));
      else for (const each of Object.values(record)) visit(each, depth + 1);
    }
  };
  visit(data, 0);
  return found;
}

function happeningOf(text: string, record: Readonly<Record<string, unknown>>): Happening {
  const time = timeKeys.map((key) => record[key]).find((value) => value !== undefined);
  const stamp = /\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d{1,9})?Z?/.exec(text)?.[0];
  const source = sourceKeys.map((key) => record[key]).find((value) => typeof value === 'string');
  const address = /(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d.])/.exec(text)?.[0];
  return { atMs: timeOf(time ?? stamp), text, source: String(source ?? address ?? '') };
}

function timeOf(value: unknown): number | undefined {
  if (typeof value === 'number') return value > 1e11 ? value : value * 1_000;
  if (typeof value !== 'string') return undefined;
  const ms = Date.parse(/[Zz]|[+-]\d\d:?\d\d$/.test(value) ? value : `${value.replace(' ', 'T')}Z`);
  return Number.isNaN(ms) ? undefined : ms;
}
