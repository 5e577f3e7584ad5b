/** Metrics of a vector by abbreviation. */
export type Metrics = ReadonlyMap<string, string>;

/** What a version of CVSS allows: metric → its values. The first `mandatory` entries must be present. */
export interface Grammar {
  readonly metrics: ReadonlyMap<string, readonly string[]>;
  readonly mandatory: readonly string[];
}

/** A vector longer than this is no vector; the longest valid one has about 190 characters. */
const maxLength = 400;

/** Splits `AV:N/AC:L…` by a grammar. Answers a sentence where the vector breaks it. Order of metrics is free. */
export function parseMetrics(text: string, grammar: Grammar): Metrics | string {
  if (text.length > maxLength) return `it has ${text.length} characters`;
  const metrics = new Map<string, string>();
  for (const part of text.split('/')) {
    const colon = part.indexOf(':');
    const name = colon < 0 ? part : part.slice(0, colon);
    const value = colon < 0 ? '' : part.slice(colon + 1);
    const allowed = grammar.metrics.get(name);
    if (allowed === undefined) return `"${name}" is not a metric`;
    if (!allowed.includes(value)) return `"${value}" is not a value of ${name}`;
    if (metrics.has(name)) return `${name} is given twice`;
    metrics.set(name, value);
  }
  const missing = grammar.mandatory.filter((name) => !metrics.has(name));
  return missing.length > 0 ? `${missing.join(', ')} is missing` : metrics;
}

/** Builds a grammar from one line of text: `AV:NALP AC:LH`; values of several letters are split by `|`. */
export function grammar(mandatory: string, optional: string): Grammar {
  const required = readLine(mandatory);
  return { metrics: new Map([...required, ...readLine(optional)]), mandatory: required.map(([name]) => name) };
}

function readLine(line: string): [string, string[]][] {
  return line.split(' ').map((entry) => {
    const colon = entry.indexOf(':');
    const values = entry.slice(colon + 1);
    return [entry.slice(0, colon), values.includes('|') ? values.split('|') : [...values]];
  });
}
