import { ok, type Result } from '@maximus/kernel';
import { field, listField, textField, textsField } from '../../json/fields.ts';
import type { ImportedReport } from '../../types.ts';
import { Collector } from '../collector.ts';

/** `matches` beside Grype's own descriptor, or matches of its shape. */
export function detect(document: unknown): boolean {
  const matches = field(document, 'matches');
  if (!Array.isArray(matches)) return false;
  return textField(document, 'descriptor', 'name') === 'grype' || field(matches[0], 'artifact') !== undefined;
}

/** Matches only; what Grype's own rules ignore (`ignoredMatches`) stays ignored. */
export function read(document: unknown, file: string): Result<ImportedReport> {
  const collector = new Collector(file);
  for (const match of listField(document, 'matches')) readMatch(match, collector);
  return ok(collector.report('grype', textField(document, 'descriptor', 'version')));
}

function readMatch(match: unknown, collector: Collector): void {
  const flaw = field(match, 'vulnerability');
  const artifact = field(match, 'artifact');
  const related = listField(match, 'relatedVulnerabilities');
  const fixed = textField(flaw, 'fix', 'state') === 'fixed' ? textsField(flaw, 'fix', 'versions') : [];
  const summary = textField(flaw, 'description') ?? textField(related[0], 'description');
  collector.add({
    ids: [textField(flaw, 'id'), ...aliasesOf(flaw, related)],
    package: {
      purl: textField(artifact, 'purl'),
      ecosystem: ecosystemOfType.get(textField(artifact, 'type') ?? ''),
      name: textField(artifact, 'name'),
      version: textField(artifact, 'version'),
    },
    severity: textField(flaw, 'severity'),
    cvssVectors: [flaw, ...related].flatMap((each) => listField(each, 'cvss').map((cvss) => textField(cvss, 'vector'))),
    fixedVersions: fixed,
    file: textField(listField(artifact, 'locations')[0], 'path')?.replace(/^\/+/, ''),
    summary,
    url: textField(flaw, 'dataSource'),
  });
}

/** Language packages whose type says the ecosystem; distributions need the release, which only the purl tells. */
const ecosystemOfType: ReadonlyMap<string, string> = new Map([
  ['npm', 'npm'],
  ['python', 'PyPI'],
  ['go-module', 'Go'],
  ['rust-crate', 'crates.io'],
  ['java-archive', 'Maven'],
  ['gem', 'RubyGems'],
  ['php-composer', 'Packagist'],
  ['dotnet', 'NuGet'],
  ['hex', 'Hex'],
  ['pub', 'Pub'],
]);

/** Of a GitHub advisory the related ids are its CVE; an advisory of a distribution relates to several flaws at once. */
function aliasesOf(flaw: unknown, related: readonly unknown[]): (string | undefined)[] {
  const ofGitHub =
    textField(flaw, 'namespace')?.startsWith('github:') === true || textField(flaw, 'id')?.startsWith('GHSA-') === true;
  return ofGitHub ? related.map((each) => textField(each, 'id')) : [];
}
