import type { SbomInput, WriteOptions } from '../../types.ts';
import { startOfDay, uuidOf } from '../../words/digest.ts';
import { contentOf, type SbomPackage } from '../components.ts';
import { digestsOf } from '../integrity.ts';
import { isExpression } from '../licence.ts';

const rootRef = 'maximus:root';

function licencesOf(licences: readonly string[]): object[] {
  const [only] = licences;
  // CycloneDX has one expression or a list of licences, never both.
  if (licences.length === 1 && only !== undefined && isExpression(only)) return [{ expression: only }];
  return licences.map((name) => ({ license: { name } }));
}

function componentOf(purl: string, { first, places, required, licences }: SbomPackage): object {
  const digests = digestsOf(first.integrity);
  return {
    type: 'library',
    'bom-ref': purl,
    name: first.name,
    ...(first.version === undefined ? {} : { version: first.version }),
    scope: required ? 'required' : 'optional',
    ...(digests.length === 0 ? {} : { hashes: digests.map(({ algorithm: alg, hex: content }) => ({ alg, content })) }),
    ...(licences.length === 0 ? {} : { licenses: licencesOf(licences) }),
    purl,
    evidence: { occurrences: places.map((location) => ({ location })) },
    properties: [
      { name: 'maximus:ecosystem', value: first.ecosystem },
      { name: 'maximus:scope', value: first.scope },
    ],
  };
}

/** The root, every package and the edges between them. An inventory that is not whole is marked `incomplete`. */
export function write(input: SbomInput, { now }: WriteOptions): string {
  const { packages, roots, complete } = contentOf(input);
  const body = {
    metadata: {
      timestamp: startOfDay(now),
      tools: { components: [{ type: 'application', ...input.tool }] },
      component: {
        type: 'application',
        'bom-ref': rootRef,
        name: input.name,
        ...(input.version === undefined ? {} : { version: input.version }),
      },
      ...(input.problems.length === 0
        ? {}
        : {
            properties: input.problems.map(({ file, message }) => ({
              name: 'maximus:could-not-read',
              value: file === undefined ? message : `${file}: ${message}`,
            })),
          }),
    },
    components: Array.from(packages, ([purl, each]) => componentOf(purl, each)),
    dependencies: [
      { ref: rootRef, dependsOn: roots },
      ...Array.from(packages, ([ref, { dependsOn }]) => ({ ref, dependsOn })),
    ],
    compositions: [{ aggregate: complete ? 'complete' : 'incomplete', assemblies: [rootRef], dependencies: [rootRef] }],
  };
  const bom = {
    $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    serialNumber: `urn:uuid:${uuidOf(JSON.stringify(body))}`,
    version: 1,
    ...body,
  };
  return `${JSON.stringify(bom, null, 2)}\n`;
}
