import { fail, ok, type Result } from '@maximus/kernel';
import { errors } from '../errors.ts';
import { createProblemList } from '../problem-list/index.ts';
import { buildSbom } from '../sbom/index.ts';
import {
  documentOfSpdx,
  isSupportedSpdx,
  type SpdxPackage,
  type SpdxRelationship,
  supportedSpdx,
} from '../sbom/spdx/index.ts';
import type { ParsedFile, ParseInput } from '../types.ts';
import { type Tag, tags } from './tags.ts';

type Draft = { -readonly [K in keyof SpdxPackage]: SpdxPackage[K] };

/** Tags that open a section other than a package; what follows no longer belongs to the package before. */
const otherSections = new Set(['FileName', 'SnippetSPDXID', 'LicenseID', 'Reviewer', 'Annotator']);

/** Reads an SPDX document. Fails with `inventory.malformed` or `unsupported_version`; both name the line. */
export async function parse(input: ParseInput): Promise<Result<ParsedFile>> {
  const problems = createProblemList();
  const drafts: Draft[] = [];
  const relationships: SpdxRelationship[] = [];
  let version: Tag | undefined;
  let current: Draft | undefined;
  for (const tag of tags(input.text)) {
    const where = { file: input.path, line: tag.line };
    if (tag.name === '') return fail(errors.malformed('a <text> never ends', where));
    if (tag.name === 'SPDXVersion') version ??= tag;
    else if (tag.name === 'PackageName') {
      current = { id: '', name: tag.value, line: tag.line };
      drafts.push(current);
    } else if (tag.name === 'Relationship') {
      const relationship = relationshipOf(tag.value);
      if (relationship !== undefined) relationships.push(relationship);
      else problems.add('relationship', () => errors.malformed('a relationship has three parts', where));
    } else if (otherSections.has(tag.name)) current = undefined;
    else if (current !== undefined) addTo(current, tag);
  }
  if (version === undefined) {
    return fail(errors.malformed('not an SPDX document: "SPDXVersion" is missing', { file: input.path, line: 1 }));
  }
  if (!isSupportedSpdx(version.value)) {
    const where = { file: input.path, line: version.line };
    return fail(errors.unsupported_version(`${version.value.slice(0, 40)}; ${supportedSpdx} are read`, where));
  }
  // A package without an id is still a package; nothing can relate to it.
  const packages = drafts.map((draft, index) => (draft.id === '' ? { ...draft, id: `#${index}` } : draft));
  const spdx = { packages, relationships, describes: [] };
  return ok(buildSbom(documentOfSpdx(input.path, spdx, problems), problems));
}

function addTo(draft: Draft, { name, value }: Tag): void {
  switch (name) {
    case 'SPDXID':
      if (draft.id === '') draft.id = value;
      break;
    case 'PackageVersion':
      if (value !== '') draft.version = value;
      break;
    case 'PrimaryPackagePurpose':
      draft.purpose = value;
      break;
    case 'PackageChecksum': {
      const colon = value.indexOf(':');
      if (colon > 0 && draft.checksum === undefined) {
        draft.checksum = `${value.slice(0, colon)}:${value.slice(colon + 1).trim()}`;
      }
      break;
    }
    case 'PackageLicenseConcluded':
      if (value !== 'NOASSERTION') draft.licence = value;
      break;
    case 'PackageLicenseDeclared':
      draft.licence ??= value;
      break;
    case 'ExternalRef': {
      const [, type, locator] = value.split(/[ \t]+/, 3);
      if (type === 'purl' && locator !== undefined && draft.purl === undefined) draft.purl = locator;
      break;
    }
  }
}

function relationshipOf(value: string): SpdxRelationship | undefined {
  const [left, type, right, ...rest] = value.split(/[ \t]+/, 4);
  return left === undefined || type === undefined || right === undefined || rest.length > 0
    ? undefined
    : { left, type, right };
}
