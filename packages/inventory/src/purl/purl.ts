import { fail, ok, type Result } from '@maximus/kernel';
import { errors } from '../errors.ts';
import { encodePart } from './encode.ts';
import { purlTypeRules } from './purl-types.data.ts';

/** A package URL in its parts, decoded. Qualifier keys are lower case. */
export interface Purl {
  readonly type: string;
  /** Segments joined with `/`; `@scope` for npm. */
  readonly namespace?: string;
  readonly name: string;
  readonly version?: string;
  readonly qualifiers?: Readonly<Record<string, string>>;
  readonly subpath?: string;
}

/** The parts as a foreign source gives them. */
export interface PurlParts {
  readonly type: string;
  readonly namespace?: string | null | undefined;
  readonly name?: string | null | undefined;
  readonly version?: string | null | undefined;
  readonly qualifiers?: Readonly<Record<string, string>> | null | undefined;
  readonly subpath?: string | null | undefined;
}

const typePattern = /^[a-z][a-z0-9.-]*$/;
const qualifierKey = /^[a-z][a-z0-9._-]*$/;

/**
 * Puts parts into canonical form by the rules of their type. Fails with `inventory.purl_invalid` where the type is not a
 * type, the name is empty, or a part is missing or forbidden for the type.
 */
export function buildPurl(parts: PurlParts): Result<Purl> {
  const type = parts.type.toLowerCase();
  const refuse = (why: string) => fail(errors.purl_invalid(`not a package URL of type "${type.slice(0, 40)}": ${why}`));
  if (!typePattern.test(type)) return refuse('the type has letters, digits, "." and "-"');
  const rule = purlTypeRules.get(type) ?? {};
  const lower = (part: 'namespace' | 'name' | 'version', text: string) =>
    rule.lower?.includes(part) ? text.toLowerCase() : text;

  const namespace = lower('namespace', cleanSegments(parts.namespace ?? ''));
  let name = lower('name', parts.name ?? '');
  if (rule.name !== undefined) name = rule.name(name);
  const version = lower('version', parts.version ?? '');
  if (name === '') return refuse('there is no name');
  if (rule.namespace === 'required' && namespace === '') return refuse('the type needs a namespace');
  if (rule.namespace === 'prohibited' && namespace !== '') return refuse('the type has no namespace');
  const refusal = rule.refuses?.(name, namespace || undefined, version || undefined);
  if (refusal !== undefined) return refuse(refusal);

  const qualifiers = cleanQualifiers(parts.qualifiers ?? {});
  if (!qualifiers.ok) return refuse(qualifiers.error);
  for (const key of rule.requires ?? []) {
    if (qualifiers.value[key] === undefined) return refuse(`the qualifier "${key}" is missing`);
  }
  const subpath = cleanSubpath(parts.subpath ?? '');
  return ok({
    type,
    ...(namespace === '' ? {} : { namespace }),
    name,
    ...(version === '' ? {} : { version }),
    ...(Object.keys(qualifiers.value).length === 0 ? {} : { qualifiers: qualifiers.value }),
    ...(subpath === '' ? {} : { subpath }),
  });
}

/** Writes a purl in canonical form: parts encoded, qualifiers sorted by key. */
export function formatPurl(purl: Purl): string {
  let text = `pkg:${purl.type}/`;
  if (purl.namespace !== undefined) text += `${purl.namespace.split('/').map(encodePart).join('/')}/`;
  text += encodePart(purl.name);
  if (purl.version !== undefined) text += `@${encodePart(purl.version)}`;
  if (purl.qualifiers !== undefined) text += formatQualifiers(purl.qualifiers);
  if (purl.subpath !== undefined) text += `#${purl.subpath.split('/').map(encodePart).join('/')}`;
  return text;
}

/** `?a=1&b=2` with keys sorted, or an empty string. */
function formatQualifiers(qualifiers: Readonly<Record<string, string>>): string {
  const keys = Object.keys(qualifiers).filter((key) => qualifiers[key] !== '');
  if (keys.length === 0) return '';
  return `?${keys
    .sort()
    .map((key) => `${key}=${encodePart(qualifiers[key] ?? '')}`)
    .join('&')}`;
}

function cleanSegments(text: string): string {
  return text.includes('/')
    ? text
        .split('/')
        .filter((segment) => segment !== '')
        .join('/')
    : text;
}

function cleanSubpath(text: string): string {
  return text
    .split('/')
    .filter((segment) => segment !== '' && segment !== '.' && segment !== '..')
    .join('/');
}

function cleanQualifiers(given: Readonly<Record<string, string>>): Result<Record<string, string>, string> {
  const clean: Record<string, string> = Object.create(null);
  for (const [key, value] of Object.entries(given)) {
    const lowered = key.toLowerCase();
    if (!qualifierKey.test(lowered)) return fail(`"${key.slice(0, 40)}" is not a qualifier key`);
    if (lowered in clean) return fail(`the qualifier "${lowered}" is given twice`);
    if (value !== '') clean[lowered] = value;
  }
  return ok(clean);
}
