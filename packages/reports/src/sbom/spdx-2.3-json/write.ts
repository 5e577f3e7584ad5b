import type { SbomInput, WriteOptions } from '../../types.ts';
import { sha256, startOfDay, uuidOf } from '../../words/digest.ts';
import { contentOf, type SbomPackage } from '../components.ts';
import { digestsOf } from '../integrity.ts';
import { isExpression } from '../licence.ts';

const rootId = 'SPDXRef-Root';

/** SPDX ids hold letters, digits, dots and dashes; the digest keeps two names apart that read alike then. */
function idOf(purl: string): string {
  const readable = purl
    .replace(/^pkg:/, '')
    .replace(/[^A-Za-z0-9.]+/g, '-')
    .slice(0, 80);
  return `SPDXRef-Package-${readable}-${sha256(purl).slice(0, 12)}`;
}

function licenceOf(licences: readonly string[]): { declared: string; comment?: string } {
  if (licences.length === 0) return { declared: 'NOASSERTION' };
  if (licences.every(isExpression)) {
    return {
      declared: licences.length === 1 ? (licences[0] ?? '') : licences.map((each) => `(${each})`).join(' AND '),
    };
  }
  return { declared: 'NOASSERTION', comment: `The package states: ${licences.join(', ')}` };
}

function packageOf(purl: string, { first, places, licences }: SbomPackage): object {
  const digests = digestsOf(first.integrity);
  const { declared, comment } = licenceOf(licences);
  return {
    SPDXID: idOf(purl),
    name: first.name,
    ...(first.version === undefined ? {} : { versionInfo: first.version }),
    downloadLocation: 'NOASSERTION',
    filesAnalyzed: false,
    licenseConcluded: 'NOASSERTION',
    licenseDeclared: declared,
    ...(comment === undefined ? {} : { licenseComments: comment }),
    copyrightText: 'NOASSERTION',
    sourceInfo: `Named in ${places.join(', ')}`,
    ...(digests.length === 0
      ? {}
      : {
          checksums: digests.map(({ algorithm, hex }) => ({
            algorithm: algorithm.replace('-', ''),
            checksumValue: hex,
          })),
        }),
    externalRefs: [{ referenceCategory: 'PACKAGE-MANAGER', referenceType: 'purl', referenceLocator: purl }],
    primaryPackagePurpose: 'LIBRARY',
  };
}

/** Packages and `DEPENDS_ON` relationships under one root. An inventory that is not whole says so in the comment. */
export function write(input: SbomInput, { now }: WriteOptions): string {
  const { packages, roots, complete } = contentOf(input);
  const root = {
    SPDXID: rootId,
    name: input.name,
    ...(input.version === undefined ? {} : { versionInfo: input.version }),
    downloadLocation: 'NOASSERTION',
    filesAnalyzed: false,
    licenseConcluded: 'NOASSERTION',
    licenseDeclared: 'NOASSERTION',
    copyrightText: 'NOASSERTION',
    primaryPackagePurpose: 'APPLICATION',
  };
  const relationship = (spdxElementId: string, relationshipType: string, relatedSpdxElement: string) => ({
    spdxElementId,
    relationshipType,
    relatedSpdxElement,
  });
  const unread = input.problems.map(({ file, message }) => (file === undefined ? message : `${file}: ${message}`));
  const body = {
    SPDXID: 'SPDXRef-DOCUMENT',
    name: input.name,
    dataLicense: 'CC0-1.0',
    comment: complete ? 'Every file was read.' : ['Incomplete: parts could not be read.', ...unread].join('\n'),
    creationInfo: {
      created: startOfDay(now),
      creators: [`Tool: ${input.tool.name}-${input.tool.version}`],
    },
    packages: [root, ...Array.from(packages, ([purl, each]) => packageOf(purl, each))],
    relationships: [
      relationship('SPDXRef-DOCUMENT', 'DESCRIBES', rootId),
      ...roots.map((purl) => relationship(rootId, 'DEPENDS_ON', idOf(purl))),
      ...[...packages].flatMap(([purl, { dependsOn }]) =>
        dependsOn.map((target) => relationship(idOf(purl), 'DEPENDS_ON', idOf(target))),
      ),
      // SPDX has no mark for a part that is not whole; this is its way to say that more may follow.
      ...(complete ? [] : [relationship(rootId, 'DEPENDS_ON', 'NOASSERTION')]),
    ],
  };
  const document = {
    spdxVersion: 'SPDX-2.3',
    documentNamespace: `https://spdx.org/spdxdocs/maximus-${uuidOf(JSON.stringify(body))}`,
    ...body,
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}
