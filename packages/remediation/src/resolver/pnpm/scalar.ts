/** Texts that YAML would read as something else than a text (YAML 1.1 types, as pnpm's writer sees them). */
const otherTypes =
  /^(?:~|null|true|false|yes|no|on|off|[-+]?(?:\d[\d_]*(?:\.[\d_]*)?|\.[\d_]+)(?:e[-+]?\d+)?|0x[\da-f_]+|0o?[0-7_]+|0b[01_]+|[-+]?\.(?:inf|nan)|<<|\d{4}-\d{1,2}-\d{1,2}(?:[t ].*)?|)$/i;

/** A text as pnpm writes it: plain where that is read as the same text, else in single quotes. */
export function scalarText(text: string, inFlow = false): string {
  const isPlain =
    /^[^\s\-?:,[\]{}#&*!|=>'"%@`\p{C}]/u.test(text) &&
    !/[\p{C}\n]|:\s|\s#|[:\s]$/u.test(text) &&
    !(inFlow && /[,[\]{}]/.test(text)) &&
    !otherTypes.test(text);
  if (isPlain) return text;
  return /\p{C}/u.test(text) ? JSON.stringify(text) : `'${text.replaceAll("'", "''")}'`;
}

/** A key; the same rules. */
export function keyText(key: string): string {
  return scalarText(key);
}

/** The key of a line such as `'@s/a@1.0.0':` or `b@1.0.0: {}`, whose spaces are gone. */
export function textOfKey(line: string): string {
  const quoted = /^'((?:[^']|'')*)':/.exec(line)?.[1];
  if (quoted !== undefined) return quoted.replaceAll("''", "'");
  return line.replace(/:(?: \{\})?$/, '');
}

/** `{a: b, c: d}`. */
export function flowMap(map: Readonly<Record<string, unknown>>): string {
  const entries = Object.entries(map).filter(([, value]) => typeof value === 'string');
  return `{${entries.map(([key, value]) => `${scalarText(key, true)}: ${scalarText(String(value), true)}`).join(', ')}}`;
}

/** `[a, b]`. */
export function flowList(list: readonly string[]): string {
  return `[${list.map((each) => scalarText(each, true)).join(', ')}]`;
}
