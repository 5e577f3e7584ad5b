import { fail, ok, type Result } from '@maximus/kernel';
import { errors } from '../errors.ts';
import { isRecord, own, ownString, parseJson } from '../json.ts';
import { createLineFinder } from '../lines.ts';
import { createProblemList, type ProblemList } from '../problem-list/index.ts';
import { type Bom, type BomComponent, documentOfBom, isSupportedBom, supportedBoms } from '../sbom/cyclonedx/index.ts';
import { buildSbom } from '../sbom/index.ts';
import type { ParsedFile, ParseInput } from '../types.ts';

type LineOf = (needle: string) => number | undefined;

/** Reads a bill of materials. Fails with `inventory.malformed`, `too_deep` or `unsupported_version`. */
export async function parse(input: ParseInput): Promise<Result<ParsedFile>> {
  const json = parseJson(input.path, input.text);
  if (!json.ok) return json;
  const where = { file: input.path, line: 1 };
  if (!isRecord(json.value) || ownString(json.value, 'bomFormat') !== 'CycloneDX') {
    return fail(errors.malformed('not a CycloneDX document: "bomFormat" is missing', where));
  }
  const version = own(json.value, 'specVersion');
  if (!isSupportedBom(version)) {
    const shown = typeof version === 'string' ? version.slice(0, 40) : 'without a version';
    return fail(errors.unsupported_version(`CycloneDX ${shown}; ${supportedBoms} are read`, where));
  }
  const problems = createProblemList();
  return ok(buildSbom(documentOfBom(input.path, readBom(input, json.value, problems)), problems));
}

function readBom(input: ParseInput, json: Record<string, unknown>, problems: ProblemList): Bom {
  const metadata = own(json, 'metadata');
  const subjectRecord = isRecord(metadata) ? own(metadata, 'component') : undefined;
  const [subject] = readComponents(input, [subjectRecord].filter(isRecord), () => undefined, problems);
  const lineOf = createLineFinder(input.text);
  return {
    ...(subject === undefined ? {} : { subject }),
    components: readComponents(input, own(json, 'components'), lineOf, problems),
    dependencies: readDependencies(own(json, 'dependencies')),
  };
}

/** Recursion is bounded by the nesting that `parseJson` allows. */
function readComponents(input: ParseInput, list: unknown, lineOf: LineOf, problems: ProblemList): BomComponent[] {
  if (list === undefined) return [];
  if (!Array.isArray(list)) {
    problems.add('list', () => errors.malformed('"components" is not a list', { file: input.path }));
    return [];
  }
  const components: BomComponent[] = [];
  for (const record of list) {
    const name = isRecord(record) ? ownString(record, 'name') : undefined;
    if (!isRecord(record) || name === undefined) {
      problems.add('nameless', () => errors.malformed('a component has no name', { file: input.path }));
      continue;
    }
    components.push(readComponent(input, record, name, lineOf, problems));
  }
  return components;
}

function readComponent(
  input: ParseInput,
  record: Record<string, unknown>,
  name: string,
  lineOf: LineOf,
  problems: ProblemList,
): BomComponent {
  const purl = ownString(record, 'purl');
  // The purl also names the component in `dependencies`; the search goes forward and finds the entry first.
  const line = lineOf(JSON.stringify(purl ?? name));
  const text = (key: 'type' | 'group' | 'version' | 'scope') => {
    const value = ownString(record, key);
    return value === undefined || value === '' ? {} : { [key]: value };
  };
  const ref = ownString(record, 'bom-ref');
  const hash = firstHash(own(record, 'hashes'));
  return {
    ...(ref === undefined || ref === '' ? {} : { ref }),
    ...text('type'),
    ...text('group'),
    name,
    ...text('version'),
    ...(purl === undefined || purl === '' ? {} : { purl }),
    ...text('scope'),
    ...(hash === undefined ? {} : { hash }),
    licences: readLicences(own(record, 'licenses')),
    properties: readProperties(own(record, 'properties')),
    ...(line === undefined ? {} : { line }),
    components: readComponents(input, own(record, 'components'), lineOf, problems),
  };
}

function firstHash(list: unknown): string | undefined {
  const [first] = records(list);
  const algorithm = first === undefined ? undefined : ownString(first, 'alg');
  const content = first === undefined ? undefined : ownString(first, 'content');
  return algorithm === undefined || content === undefined ? undefined : `${algorithm}:${content}`;
}

function readLicences(list: unknown): readonly string[] {
  return records(list).flatMap((choice) => {
    const licence = own(choice, 'license');
    const text = isRecord(licence) ? (ownString(licence, 'id') ?? ownString(licence, 'name')) : undefined;
    const found = text ?? ownString(choice, 'expression');
    return found === undefined ? [] : [found];
  });
}

function readProperties(list: unknown): ReadonlyMap<string, string> {
  return new Map(records(list).map((each) => [ownString(each, 'name') ?? '', ownString(each, 'value') ?? '']));
}

function readDependencies(list: unknown): Bom['dependencies'] {
  return records(list).flatMap((each) => {
    const ref = ownString(each, 'ref');
    const targets = own(each, 'dependsOn');
    if (ref === undefined || !Array.isArray(targets)) return [];
    return [{ ref, dependsOn: targets.filter((target) => typeof target === 'string') }];
  });
}

function records(list: unknown): readonly Record<string, unknown>[] {
  return Array.isArray(list) ? list.filter(isRecord) : [];
}
