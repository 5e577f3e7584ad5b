import type { AppError } from '@maximus/kernel';
import { formatPurl, parsePurl } from '../purl/index.ts';
import type { Component, Edge, ParsedFile, Problem } from '../types.ts';
import { withoutSecrets } from './text.ts';

/**
 * The file with every address in it without user, password and query: requirements, rules, keys, purls and messages.
 * Keys stay unique. The same objects where there is nothing to take off.
 */
export function withoutSecretsIn(file: ParsedFile): ParsedFile {
  const keys = cleanKeys(file);
  const keyOf = (key: string) => keys.get(key) ?? key;
  return {
    ...file,
    components: file.components.map((component) => cleanComponent(component, keys)),
    roots: keys.size === 0 ? file.roots : file.roots.map(keyOf),
    problems: file.problems.map(cleanProblem),
  };
}

/** A failure whose message and details have lost the same. */
export function withoutSecretsOf(error: AppError): AppError {
  const message = withoutSecrets(error.message);
  const details = Object.fromEntries(
    Object.entries(error.details).map(([key, value]) => [key, cleanDetail(key, value)]),
  );
  const isSame =
    message === error.message && Object.entries(details).every(([key, value]) => error.details[key] === value);
  return isSame ? error : Object.assign(Object.create(error) as AppError, { message, details });
}

/** Names of files are taken as they are: no address is one. */
function cleanDetail(key: string, value: unknown): unknown {
  if (key === 'file') return value;
  if (typeof value === 'string') return withoutSecrets(value);
  if (!Array.isArray(value)) return value;
  const clean = value.map((each: unknown) => (typeof each === 'string' ? withoutSecrets(each) : each));
  return clean.every((each, at) => each === value[at]) ? value : clean;
}

function cleanProblem(problem: Problem): Problem {
  const error = withoutSecretsOf(problem.error);
  return error === problem.error ? problem : { ...problem, error };
}

/** New keys of those that change, each once. */
function cleanKeys({ components }: ParsedFile): ReadonlyMap<string, string> {
  const changed = new Map<string, string>();
  let used: Set<string> | undefined;
  for (const { key } of components) {
    const clean = key.startsWith('pkg:') ? cleanPurl(key) : withoutSecrets(key);
    if (clean === key) continue;
    used ??= new Set(components.map((each) => each.key));
    let unique = clean;
    for (let count = 2; used.has(unique); count++) unique = `${clean}#${count}`;
    used.add(unique);
    changed.set(key, unique);
  }
  return changed;
}

function cleanComponent(component: Component, keys: ReadonlyMap<string, string>): Component {
  const { key, name, version, purl, requested, override, dependsOn } = component;
  const next = {
    key: keys.get(key) ?? key,
    name: withoutSecrets(name),
    version: version === undefined ? undefined : withoutSecrets(version),
    purl: cleanPurl(purl),
    requested: requested === undefined ? undefined : withoutSecrets(requested),
    override: override === undefined ? undefined : withoutSecrets(override),
    dependsOn: dependsOn.some((edge) => isDirty(edge, keys))
      ? dependsOn.map((edge) => cleanEdge(edge, keys))
      : dependsOn,
  };
  const isSame =
    next.key === key &&
    next.name === name &&
    next.version === version &&
    next.purl === purl &&
    next.requested === requested &&
    next.override === override &&
    next.dependsOn === dependsOn;
  if (isSame) return component;
  const { version: locked, requested: range, override: rule, ...rest } = next;
  return {
    ...component,
    ...rest,
    ...(locked === undefined ? {} : { version: locked }),
    ...(range === undefined ? {} : { requested: range }),
    ...(rule === undefined ? {} : { override: rule }),
  };
}

function isDirty({ to, requested }: Edge, keys: ReadonlyMap<string, string>): boolean {
  return (keys.size > 0 && keys.has(to)) || (requested !== undefined && withoutSecrets(requested) !== requested);
}

function cleanEdge({ to, requested }: Edge, keys: ReadonlyMap<string, string>): Edge {
  const target = keys.get(to) ?? to;
  return requested === undefined ? { to: target } : { to: target, requested: withoutSecrets(requested) };
}

/** The addresses in a purl's qualifiers; the commit behind one (`…@commit`) stays. */
function cleanPurl(purl: string): string {
  if (!/%2F%2F|\/\/|%2F\/|\/%2F/i.test(purl)) return purl;
  const parsed = parsePurl(purl);
  if (!parsed.ok) return withoutSecrets(purl);
  const { name, version, qualifiers = {} } = parsed.value;
  const given = Object.entries(qualifiers);
  const clean = given.map(([key, value]) => [key, cleanAddress(value)] as const);
  const rest = { name: withoutSecrets(name), ...(version === undefined ? {} : { version: withoutSecrets(version) }) };
  const isSame =
    rest.name === name && rest.version === version && clean.every(([, value], at) => value === given[at]?.[1]);
  return isSame ? purl : formatPurl({ ...parsed.value, ...rest, qualifiers: Object.fromEntries(clean) });
}

function cleanAddress(value: string): string {
  const query = value.indexOf('?');
  const commit = query === -1 ? undefined : /@[0-9A-Za-z._-]+$/.exec(value.slice(query))?.[0];
  return withoutSecrets(value) + (commit ?? '');
}
