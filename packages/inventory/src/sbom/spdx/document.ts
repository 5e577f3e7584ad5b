import type { Scope } from '@maximus/contracts';
import { errors } from '../../errors.ts';
import type { ProblemList } from '../../problem-list/index.ts';
import type { Relation, SbomDocument, SbomEntry } from '../model.ts';
import type { Spdx, SpdxPackage } from './spdx.ts';

interface Meaning {
  readonly kind: Relation['kind'];
  /** The right-hand side needs the left-hand one. */
  readonly reversed?: boolean;
  readonly scope?: Scope;
}

/** Relationship types that matter for "what needs what" (SPDX 2.3, clause 11). */
const meanings: ReadonlyMap<string, Meaning> = new Map<string, Meaning>([
  ['BUILD_DEPENDENCY_OF', { kind: 'depends', reversed: true, scope: 'dev' }],
  ['BUILD_TOOL_OF', { kind: 'depends', reversed: true, scope: 'dev' }],
  ['CONTAINED_BY', { kind: 'contains', reversed: true }],
  ['CONTAINS', { kind: 'contains' }],
  ['DEPENDENCY_OF', { kind: 'depends', reversed: true }],
  ['DEPENDS_ON', { kind: 'depends' }],
  ['DEV_DEPENDENCY_OF', { kind: 'depends', reversed: true, scope: 'dev' }],
  ['DEV_TOOL_OF', { kind: 'depends', reversed: true, scope: 'dev' }],
  ['DYNAMIC_LINK', { kind: 'depends', scope: 'prod' }],
  ['HAS_PREREQUISITE', { kind: 'depends' }],
  ['OPTIONAL_COMPONENT_OF', { kind: 'depends', reversed: true, scope: 'optional' }],
  ['OPTIONAL_DEPENDENCY_OF', { kind: 'depends', reversed: true, scope: 'optional' }],
  ['PACKAGE_OF', { kind: 'contains', reversed: true }],
  ['PREREQUISITE_FOR', { kind: 'depends', reversed: true }],
  ['PROVIDED_DEPENDENCY_OF', { kind: 'depends', reversed: true }],
  ['RUNTIME_DEPENDENCY_OF', { kind: 'depends', reversed: true, scope: 'prod' }],
  ['STATIC_LINK', { kind: 'depends', scope: 'prod' }],
  ['TEST_DEPENDENCY_OF', { kind: 'depends', reversed: true, scope: 'dev' }],
  ['TEST_TOOL_OF', { kind: 'depends', reversed: true, scope: 'dev' }],
]);

const noPackages = new Set(['DEVICE', 'FILE', 'OPERATING-SYSTEM', 'OPERATING_SYSTEM', 'SOURCE']);

/**
 * The document of an SPDX file. A described package that others hang on is the project; one that stands alone is a package
 * like any other, for some generators describe every package of a flat list.
 */
export function documentOfSpdx(path: string, spdx: Spdx, problems: ProblemList): SbomDocument {
  const relations: Relation[] = [];
  const described = new Set(spdx.describes);
  let foreign = 0;
  for (const { left, type, right } of spdx.relationships) {
    if (type === 'DESCRIBES') described.add(right);
    if (type === 'DESCRIBED_BY') described.add(left);
    const meaning = meanings.get(type);
    if (meaning === undefined) continue;
    if (right.startsWith('DocumentRef-') || left.startsWith('DocumentRef-')) foreign++;
    const [from, to] = meaning.reversed === true ? [right, left] : [left, right];
    relations.push({ from, to, kind: meaning.kind, ...(meaning.scope === undefined ? {} : { scope: meaning.scope }) });
  }
  problems.addCounted(foreign, () =>
    errors.unresolved('packages of another SPDX document are needed; scan that document too', { file: path }),
  );
  const sources = new Set(relations.map((each) => each.from));
  const isProject = (id: string) => described.has(id) && sources.has(id);
  return { path, entries: spdx.packages.map((each) => entryOf(each, isProject(each.id))), relations };
}

function entryOf(item: SpdxPackage, isProject: boolean): SbomEntry {
  const { id, name, purl, version, line, checksum, licence } = item;
  const isOther = purl === undefined && item.purpose !== undefined && noPackages.has(item.purpose);
  return {
    ref: id,
    name,
    ...(purl === undefined ? {} : { purl }),
    ...(version === undefined ? {} : { version }),
    role: isProject ? 'project' : isOther ? 'other' : 'package',
    ...(line === undefined ? {} : { line }),
    ...(checksum === undefined ? {} : { integrity: checksum }),
    ...(licence === undefined || licence === 'NOASSERTION' || licence === 'NONE' ? {} : { licences: [licence] }),
  };
}
