import type { SbomInput, WriteOptions } from '../../types.ts';
import { startOfDay, uuidOf } from '../../words/digest.ts';
import { contentOf, type SbomPackage } from '../components.ts';
import { digestsOf } from '../integrity.ts';
import { isExpression } from '../licence.ts';
import { element, escapeText } from './xml.ts';

const rootRef = 'maximus:root';

function licencesOf(licences: readonly string[]): string {
  if (licences.length === 0) return '';
  const [only] = licences;
  // CycloneDX has one expression or a list of licences, never both.
  const inner =
    licences.length === 1 && only !== undefined && isExpression(only)
      ? element('expression', {}, escapeText(only))
      : licences.map((name) => element('license', {}, element('name', {}, escapeText(name)))).join('');
  return element('licenses', {}, inner);
}

function propertyOf(name: string, value: string): string {
  return element('property', { name }, escapeText(value));
}

// The order of elements is the schema's.
function componentOf(purl: string, { first, places, required, licences }: SbomPackage): string {
  const hashes = digestsOf(first.integrity).map(({ algorithm: alg, hex }) => element('hash', { alg }, hex));
  return element(
    'component',
    { type: 'library', 'bom-ref': purl },
    [
      element('name', {}, escapeText(first.name)),
      first.version === undefined ? '' : element('version', {}, escapeText(first.version)),
      element('scope', {}, required ? 'required' : 'optional'),
      hashes.length === 0 ? '' : element('hashes', {}, hashes.join('')),
      licencesOf(licences),
      element('purl', {}, escapeText(purl)),
      element(
        'properties',
        {},
        propertyOf('maximus:ecosystem', first.ecosystem) + propertyOf('maximus:scope', first.scope),
      ),
      element(
        'evidence',
        {},
        element(
          'occurrences',
          {},
          places.map((place) => element('occurrence', {}, element('location', {}, escapeText(place)))).join(''),
        ),
      ),
    ].join(''),
  );
}

function metadataOf(input: SbomInput, now: number): string {
  const tool = [
    element('name', {}, escapeText(input.tool.name)),
    element('version', {}, escapeText(input.tool.version)),
  ].join('');
  const unread = input.problems.map(({ file, message }) =>
    propertyOf('maximus:could-not-read', file === undefined ? message : `${file}: ${message}`),
  );
  const root = [
    element('name', {}, escapeText(input.name)),
    input.version === undefined ? '' : element('version', {}, escapeText(input.version)),
  ].join('');
  return element(
    'metadata',
    {},
    [
      element('timestamp', {}, startOfDay(now)),
      element('tools', {}, element('components', {}, element('component', { type: 'application' }, tool))),
      element('component', { type: 'application', 'bom-ref': rootRef }, root),
      unread.length === 0 ? '' : element('properties', {}, unread.join('')),
    ].join(''),
  );
}

function dependencyOf(ref: string, dependsOn: readonly string[]): string {
  return element('dependency', { ref }, dependsOn.map((to) => element('dependency', { ref: to }, '')).join(''));
}

/** The root, every package and the edges between them, as the JSON form has them. */
export function write(input: SbomInput, { now }: WriteOptions): string {
  const { packages, roots, complete } = contentOf(input);
  const list = [...packages];
  const composition = [
    element('aggregate', {}, complete ? 'complete' : 'incomplete'),
    element('assemblies', {}, element('assembly', { ref: rootRef }, '')),
    element('dependencies', {}, element('dependency', { ref: rootRef }, '')),
  ].join('');
  const body = [
    metadataOf(input, now),
    element('components', {}, list.map(([purl, each]) => componentOf(purl, each)).join('')),
    element(
      'dependencies',
      {},
      dependencyOf(rootRef, roots) + list.map(([purl, { dependsOn }]) => dependencyOf(purl, dependsOn)).join(''),
    ),
    element('compositions', {}, element('composition', {}, composition)),
  ].join('');
  const bom = element(
    'bom',
    { xmlns: 'http://cyclonedx.org/schema/bom/1.6', serialNumber: `urn:uuid:${uuidOf(body)}`, version: '1' },
    body,
  );
  return `<?xml version="1.0" encoding="UTF-8"?>\n${bom}\n`;
}
