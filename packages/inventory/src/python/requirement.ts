import type { Wanted } from './lock-graph.ts';
import { normaliseName } from './names.ts';
import { withoutCredentials } from './sources.ts';

/** One comparison of a version specifier. */
export interface Clause {
  readonly operator: string;
  readonly version: string;
}

/** A dependency specifier: `name[extra] >= 1; marker` or `name @ url`. */
export interface Requirement {
  /** Normalised (PEP 503). */
  readonly name: string;
  readonly extras: readonly string[];
  /** The version specifier as written, without spaces at its ends; empty where any version will do. */
  readonly specifier: string;
  readonly clauses: readonly Clause[];
  readonly url?: string;
  readonly marker?: string;
}

const operators = ['===', '==', '~=', '!=', '<=', '>=', '<', '>'] as const;

/**
 * Reads a dependency specifier; `undefined` for what is none. Parentheses around the version (PEP 345) are accepted.
 * Linear. Rule: Python packaging specifications, "Dependency specifiers".
 */
export function parseRequirement(text: string): Requirement | undefined {
  let at = skipSpace(text, 0);
  const nameEnd = endOfName(text, at);
  const rawName = text.slice(at, nameEnd);
  if (rawName === '' || !isAlphanumeric(rawName, 0) || !isAlphanumeric(rawName, rawName.length - 1)) return undefined;
  const name = normaliseName(rawName);
  at = skipSpace(text, nameEnd);

  let extras: readonly string[] = [];
  if (text[at] === '[') {
    const close = text.indexOf(']', at);
    if (close === -1) return undefined;
    extras = splitList(text.slice(at + 1, close)).map(normaliseName);
    at = skipSpace(text, close + 1);
  }
  if (text[at] === '@') return withUrl(text, at + 1, name, extras);

  const semicolon = text.indexOf(';', at);
  const marker = semicolon === -1 ? '' : text.slice(semicolon + 1).trim();
  let specifier = (semicolon === -1 ? text.slice(at) : text.slice(at, semicolon)).trim();
  if (specifier.startsWith('(') && specifier.endsWith(')')) specifier = specifier.slice(1, -1).trim();
  const clauses = parseClauses(specifier);
  if (clauses === undefined) return undefined;
  return { name, extras, specifier, clauses, ...(marker === '' ? {} : { marker }) };
}

/** The one version that a requirement allows: `==` without a wildcard, or `===`. */
export function pinOf(requirement: Requirement): string | undefined {
  const exact = (clause: Clause) =>
    clause.operator === '===' || (clause.operator === '==' && !clause.version.endsWith('*'));
  return requirement.clauses.find(exact)?.version;
}

/** A requirement as an edge of a lock's graph. */
export function wantedOf(requirement: Requirement): Wanted {
  const requested = requirement.url === undefined ? requirement.specifier : withoutCredentials(requirement.url);
  return {
    name: requirement.name,
    extras: requirement.extras,
    ...(requested === '' ? {} : { requested }),
  };
}

function withUrl(text: string, from: number, name: string, extras: readonly string[]): Requirement | undefined {
  const start = skipSpace(text, from);
  let end = start;
  while (end < text.length && !isSpace(text, end)) end++;
  const url = text.slice(start, end);
  if (url === '' || url.startsWith(';')) return undefined;
  const semicolon = skipSpace(text, end);
  const marker = text[semicolon] === ';' ? text.slice(semicolon + 1).trim() : '';
  return { name, extras, specifier: '', clauses: [], url, ...(marker === '' ? {} : { marker }) };
}

function parseClauses(specifier: string): readonly Clause[] | undefined {
  if (specifier === '' || specifier === '*') return [];
  const clauses: Clause[] = [];
  for (const part of specifier.split(',')) {
    const clause = part.trim();
    if (clause === '') continue;
    const operator = operators.find((each) => clause.startsWith(each));
    if (operator === undefined) return undefined;
    const version = clause.slice(operator.length).trim();
    if (version === '' || /\s/.test(version)) return undefined;
    clauses.push({ operator, version });
  }
  return clauses;
}

function splitList(text: string): string[] {
  return text
    .split(',')
    .map((each) => each.trim())
    .filter((each) => each !== '');
}

function skipSpace(text: string, from: number): number {
  let at = from;
  while (at < text.length && isSpace(text, at)) at++;
  return at;
}

function isSpace(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code === 0x20 || (code >= 0x09 && code <= 0x0d);
}

function endOfName(text: string, from: number): number {
  let at = from;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (!isAlphanumeric(text, at) && code !== 0x2d && code !== 0x2e && code !== 0x5f) break;
    at++;
  }
  return at;
}

function isAlphanumeric(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return (code >= 0x30 && code <= 0x39) || (code >= 0x41 && code <= 0x5a) || (code >= 0x61 && code <= 0x7a);
}
