/** One logical line of a requirements file that names a package, with the places of its parts in the text. */
export interface RequirementLine {
  /** Normalised (PEP 503). */
  readonly name: string;
  /** As written, without blanks around it; empty where there is none. */
  readonly specifier: string;
  /** Offsets of the specifier; of the place for it where there is none. */
  readonly start: number;
  readonly end: number;
  /** The pinned version of `==` and `===`. */
  readonly pinned?: string;
  /** Offsets from the first `--hash` to behind the last, and what stands between two of them. */
  readonly hashes?: { readonly start: number; readonly end: number; readonly between: string };
}

/** What a requirements file says. */
export interface RequirementsFile {
  readonly lines: readonly RequirementLine[];
  /** `--index-url` and `--extra-index-url`. */
  readonly indexes: readonly string[];
  /** Files of `-r` and `-c`, as written. */
  readonly includes: readonly string[];
  /** Lines that a tool is not to be given: paths, addresses, and options that let archives run or come from elsewhere. */
  readonly unsafe: readonly string[];
}

const maxLines = 200_000;
const longest = 1_000;
const clause = /^(?:|(?:===?|[<>]=?|~=|!=)\s*[\w.*+!-]+)$/;
const named = /^([A-Za-z0-9](?:[\w.-]*[A-Za-z0-9])?)\s*(?:\[[^\]]*\])?\s*/;
const harmless = /^--(?:require-hashes|prefer-binary|only-binary|pre)\b/;

/** Reads a requirements file (pip's "Requirements File Format"); what it cannot read counts as unsafe. */
export function readRequirements(text: string): RequirementsFile {
  const lines: RequirementLine[] = [];
  const indexes: string[] = [];
  const includes: string[] = [];
  const unsafe: string[] = [];
  for (const { start, raw } of logicalLines(text)) {
    const lead = raw.length - raw.trimStart().length;
    const body = withoutComment(raw.slice(lead)).trimEnd();
    if (body === '') continue;
    const option = /^(-[a-zA-Z]|--[\w-]+)(?:\s*=\s*|\s+|(?=[^\s-]))?(\S*)/.exec(body);
    const flag = body.startsWith('-') ? option?.[1] : undefined;
    if (flag === '-i' || flag === '--index-url' || flag === '--extra-index-url') indexes.push(option?.[2] ?? '');
    else if (['-r', '-c', '--requirement', '--constraint'].includes(flag ?? '')) includes.push(option?.[2] ?? '');
    else if (body.startsWith('-')) {
      if (!harmless.test(body)) unsafe.push(body.slice(0, 120));
    } else {
      const line = requirementIn(body, start + lead);
      if (line === undefined) unsafe.push(body.slice(0, 120));
      else lines.push(line);
    }
  }
  return { lines, indexes, includes, unsafe };
}

/** PEP 503. */
export function normalName(name: string): string {
  return name.toLowerCase().replace(/[-_.]+/g, '-');
}

/** Reads `name[extra] specifier ; marker` of dependency specifiers (PEP 508); nothing for an address. */
export function requirementIn(body: string, offset = 0): RequirementLine | undefined {
  const name = named.exec(body);
  if (name?.[1] === undefined) return undefined;
  const from = name[0].length;
  const hashAt = body.search(/\s--hash[=\s]/);
  const semicolon = body.indexOf(';', from);
  const stop = Math.min(...[semicolon, hashAt, body.length].filter((at) => at >= 0));
  const part = withoutTail(body.slice(from, stop));
  const inner = /^\(.*\)$/.test(part) ? part.slice(1, -1) : part;
  if (inner.length > longest || !inner.split(',').every((each) => clause.test(each.trim()))) return undefined;
  const options = body.slice(stop).replace(/^;(?:(?!\s--).)*/s, '');
  if (/\s--(?!hash[=\s])/.test(` ${options}`)) return undefined;
  const pinned = /^={2,3}\s*([\w.+!-]+)$/.exec(inner)?.[1];
  const start = offset + from + (part === inner ? 0 : 1);
  const hashes = hashesIn(body, offset);
  return {
    name: normalName(name[1]),
    specifier: inner,
    start,
    end: start + inner.length,
    ...(pinned === undefined ? {} : { pinned }),
    ...(hashes === undefined ? {} : { hashes }),
  };
}

/** A change at one place of a text. */
export interface Splice {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Makes the changes; they must not overlap. Every other byte stays. */
export function splice(text: string, changes: readonly Splice[]): string {
  let after = text;
  for (const { start, end, text: put } of [...changes].sort((a, b) => b.start - a.start)) {
    after = after.slice(0, start) + put + after.slice(end);
  }
  return after;
}

function hashesIn(body: string, offset: number): RequirementLine['hashes'] {
  const all = [...body.matchAll(/--hash[=\s]\s*\S+/g)];
  const [first, second] = all;
  const last = all.at(-1);
  if (first === undefined || last === undefined) return undefined;
  const between =
    second === undefined
      ? body.slice(withoutTail(body.slice(0, first.index)).length, first.index)
      : body.slice(first.index + first[0].length, second.index);
  return { start: offset + first.index, end: offset + last.index + last[0].length, between };
}

/** Without blanks and continuations at its end. */
function withoutTail(text: string): string {
  let end = text.length;
  while (end > 0 && /[\s\\]/.test(text[end - 1] ?? '')) end -= 1;
  return text.slice(0, end);
}

/** Physical lines joined where a backslash continues them; offsets stay those of the text. */
function* logicalLines(text: string): Generator<{ readonly start: number; readonly raw: string }> {
  let start = 0;
  let from = 0;
  for (let count = 0; from <= text.length && count < maxLines; count += 1) {
    const at = text.indexOf('\n', from);
    const end = at < 0 ? text.length : at;
    const line = text.slice(from, end).replace(/\r$/, '');
    const isOpen = line.endsWith('\\') && !/^\s*#/.test(line);
    if (!isOpen) {
      yield { start, raw: text.slice(start, end) };
      start = end + 1;
    }
    if (at < 0) {
      if (isOpen) yield { start, raw: text.slice(start, end) };
      return;
    }
    from = end + 1;
  }
}

function withoutComment(raw: string): string {
  const at = raw.search(/(?:^|\s)#/);
  return at < 0 ? raw : raw.slice(0, at);
}
