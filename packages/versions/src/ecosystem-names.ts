import type { NameRule } from './ecosystems.data.ts';

/** The form by which two spellings of one package are equal, per rule. */
export const nameRules: Readonly<Record<NameRule, (name: string) => string>> = {
  'as-is': (name) => name,
  lower: (name) => name.toLowerCase(),
  pypi: normalisePypi,
  /** The registry refuses a crate that differs from another one in case, dash and underscore only. */
  cargo: (name) => name.toLowerCase().replaceAll('_', '-'),
  repository: normaliseRepository,
};

/** PEP 503: lower case, each run of dots, dashes and underscores is one dash. */
function normalisePypi(name: string): string {
  let out = '';
  let from = 0;
  for (let at = 0; at < name.length; at++) {
    if (!isPypiSeparator(name.charCodeAt(at))) continue;
    out += `${name.slice(from, at)}-`;
    while (isPypiSeparator(name.charCodeAt(at + 1))) at++;
    from = at + 1;
  }
  return (from === 0 ? name : out + name.slice(from)).toLowerCase();
}

function isPypiSeparator(code: number): boolean {
  return code === 45 || code === 46 || code === 95;
}

/** A repository's address without protocol, `.git` and closing slashes; hosts and owners are not case-sensitive. */
function normaliseRepository(name: string): string {
  const lower = name.toLowerCase();
  const protocol = lower.indexOf('://');
  let end = lower.length;
  while (end > 0 && lower.charCodeAt(end - 1) === 47) end--;
  const start = protocol < 0 ? 0 : protocol + 3;
  return lower.slice(start, lower.endsWith('.git', end) ? end - 4 : end);
}
