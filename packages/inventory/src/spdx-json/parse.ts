import { fail, ok, type Result } from '@maximus/kernel';
import { errors } from '../errors.ts';
import { isRecord, own, ownString, parseJson } from '../json.ts';
import { createLineFinder } from '../lines.ts';
import { createProblemList, type ProblemList } from '../problem-list/index.ts';
import { buildSbom } from '../sbom/index.ts';
import {
  documentOfSpdx,
  isSupportedSpdx,
  type SpdxPackage,
  type SpdxRelationship,
  supportedSpdx,
} from '../sbom/spdx/index.ts';
import type { ParsedFile, ParseInput } from '../types.ts';

/** Reads an SPDX document. Fails with `inventory.malformed`, `too_deep` or `unsupported_version`. */
export async function parse(input: ParseInput): Promise<Result<ParsedFile>> {
  const json = parseJson(input.path, input.text);
  if (!json.ok) return json;
  const where = { file: input.path, line: 1 };
  const document = json.value;
  if (!isRecord(document)) return fail(errors.malformed('not an SPDX document', where));
  const version = own(document, 'spdxVersion');
  if (version === undefined && own(document, '@context') === undefined) {
    return fail(errors.malformed('not an SPDX document: "spdxVersion" is missing', where));
  }
  if (!isSupportedSpdx(version)) {
    const shown = typeof version === 'string' ? version.slice(0, 40) : 'SPDX 3';
    return fail(errors.unsupported_version(`${shown}; ${supportedSpdx} are read`, where));
  }
  const problems = createProblemList();
  const describes = own(document, 'documentDescribes');
  const spdx = {
    packages: readPackages(input, own(document, 'packages'), problems),
    relationships: readRelationships(own(document, 'relationships')),
    describes: Array.isArray(describes) ? describes.filter((each) => typeof each === 'string') : [],
  };
  return ok(buildSbom(documentOfSpdx(input.path, spdx, problems), problems));
}

function readPackages(input: ParseInput, list: unknown, problems: ProblemList): readonly SpdxPackage[] {
  if (list !== undefined && !Array.isArray(list)) {
    problems.add('list', () => errors.malformed('"packages" is not a list', { file: input.path }));
  }
  const lineOf = createLineFinder(input.text);
  lineOf('"packages"');
  const packages: SpdxPackage[] = [];
  for (const record of Array.isArray(list) ? list : []) {
    const id = isRecord(record) ? ownString(record, 'SPDXID') : undefined;
    if (!isRecord(record) || id === undefined) {
      problems.add('nameless', () => errors.malformed('a package has no SPDXID', { file: input.path }));
      continue;
    }
    packages.push(readPackage(record, id, lineOf(JSON.stringify(id))));
  }
  return packages;
}

function readPackage(record: Record<string, unknown>, id: string, line: number | undefined): SpdxPackage {
  const version = ownString(record, 'versionInfo');
  const purl = purlOf(own(record, 'externalRefs'));
  const purpose = ownString(record, 'primaryPackagePurpose');
  const checksum = checksumOf(own(record, 'checksums'));
  const concluded = ownString(record, 'licenseConcluded');
  const licence =
    concluded === undefined || concluded === 'NOASSERTION' ? ownString(record, 'licenseDeclared') : concluded;
  return {
    id,
    name: ownString(record, 'name') ?? id,
    ...(version === undefined || version === '' ? {} : { version }),
    ...(purl === undefined ? {} : { purl }),
    ...(purpose === undefined ? {} : { purpose }),
    ...(checksum === undefined ? {} : { checksum }),
    ...(licence === undefined ? {} : { licence }),
    ...(line === undefined ? {} : { line }),
  };
}

function purlOf(references: unknown): string | undefined {
  const found = records(references).find((each) => ownString(each, 'referenceType') === 'purl');
  return found === undefined ? undefined : ownString(found, 'referenceLocator');
}

function checksumOf(checksums: unknown): string | undefined {
  const [first] = records(checksums);
  const algorithm = first === undefined ? undefined : ownString(first, 'algorithm');
  const value = first === undefined ? undefined : ownString(first, 'checksumValue');
  return algorithm === undefined || value === undefined ? undefined : `${algorithm}:${value}`;
}

function readRelationships(list: unknown): readonly SpdxRelationship[] {
  return records(list).flatMap((each) => {
    const left = ownString(each, 'spdxElementId');
    const type = ownString(each, 'relationshipType');
    const right = ownString(each, 'relatedSpdxElement');
    return left === undefined || type === undefined || right === undefined ? [] : [{ left, type, right }];
  });
}

function records(list: unknown): readonly Record<string, unknown>[] {
  return Array.isArray(list) ? list.filter(isRecord) : [];
}
