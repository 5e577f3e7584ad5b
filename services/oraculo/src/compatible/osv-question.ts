import { packageOfPurl, parsePurl } from '@maximus/inventory';
import { fail, ok, type Result } from '@maximus/kernel';
import { errors } from '../errors.ts';

/** What a query asks for. */
export type OsvQuestion =
  | { readonly kind: 'commit' }
  | {
      readonly kind: 'package';
      readonly ecosystem: string;
      readonly name: string;
      readonly version: string | undefined;
      readonly pageToken: string | undefined;
    };

const longest = 512;

/** Reads a query as OSV's API does. Fails with `oraculo.query_refused`. */
export function readQuestion(query: unknown): Result<OsvQuestion> {
  if (!isObject(query)) return refuse('a query is an object');
  if (typeof query.commit === 'string' && query.commit !== '') return ok({ kind: 'commit' });
  const { version, page_token: pageToken } = query;
  if (!isTextOrNothing(version)) return refuse('"version" is no text of a usable length');
  if (!isTextOrNothing(pageToken)) return refuse('"page_token" is not one of ours');
  const named = packageIn(query.package);
  if (!named.ok) return named;
  if (named.value.version !== undefined && version !== undefined && version !== '')
    return refuse('the version is given twice: in the purl and apart from it');
  const given = named.value.version ?? (version === '' ? undefined : version);
  return ok({ ...named.value, kind: 'package', version: given, pageToken: pageToken === '' ? undefined : pageToken });
}

function packageIn(value: unknown): Result<{ ecosystem: string; name: string; version: string | undefined }> {
  if (!isObject(value)) return refuse('"package" is missing');
  const { purl, name, ecosystem } = value;
  if (typeof purl === 'string' && purl !== '') {
    if (name !== undefined || ecosystem !== undefined)
      return refuse('a package has a purl, or a name and an ecosystem');
    const parsed = parsePurl(purl);
    if (!parsed.ok) return refuse(parsed.error.message);
    const found = packageOfPurl(parsed.value);
    if (found === undefined) return refuse(`no ecosystem has packages of the type of ${purl.slice(0, 120)}`);
    return ok({ ecosystem: found.ecosystem, name: found.name, version: found.version });
  }
  if (!isText(name) || !isText(ecosystem)) return refuse('"package" has neither a purl nor a name and an ecosystem');
  return ok({ ecosystem, name, version: undefined });
}

/** Whether a value is a JSON object. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.length > 0 && value.length <= longest;
}

function isTextOrNothing(value: unknown): value is string | undefined {
  return value === undefined || value === '' || isText(value);
}

function refuse(why: string): Result<never> {
  return fail(errors.query_refused(why));
}
