import { ok, type Result } from '@maximus/kernel';
import { entriesField, field, listField, textField } from '../../json/fields.ts';
import type { ImportedReport } from '../../types.ts';
import { Collector } from '../collector.ts';
import { ecosystemOfType } from './types.data.ts';

/** `Results` with a capital, or (before schema 2) a bare list of targets. */
export function detect(document: unknown): boolean {
  if (Array.isArray(document)) return textField(document[0], 'Target') !== undefined;
  if (Array.isArray(field(document, 'Results'))) return true;
  return field(document, 'SchemaVersion') !== undefined && textField(document, 'ArtifactName') !== undefined;
}

/** Vulnerabilities only; misconfigurations, secrets and licences are not what this merges. */
export function read(document: unknown, file: string): Result<ImportedReport> {
  const collector = new Collector(file);
  const release = textField(document, 'Metadata', 'OS', 'Name');
  const results = Array.isArray(document) ? document : listField(document, 'Results');
  for (const result of results) {
    for (const flaw of listField(result, 'Vulnerabilities')) readFlaw(flaw, result, release, collector);
  }
  return ok(collector.report('trivy', textField(document, 'Trivy', 'Version')));
}

function readFlaw(flaw: unknown, result: unknown, release: string | undefined, collector: Collector): void {
  collector.add({
    // Vendor ids (DSA, RHSA) stand for several flaws at once: no aliases.
    ids: [textField(flaw, 'VulnerabilityID')],
    package: {
      purl: textField(flaw, 'PkgIdentifier', 'PURL'),
      ecosystem: ecosystemOf(result, release),
      name: textField(flaw, 'PkgName'),
      version: textField(flaw, 'InstalledVersion'),
    },
    severity: textField(flaw, 'Severity'),
    cvssVectors: entriesField(flaw, 'CVSS').flatMap(([, score]) =>
      ['V40Vector', 'V3Vector', 'V2Vector'].map((key) => textField(score, key)),
    ),
    fixedVersions: (textField(flaw, 'FixedVersion') ?? '').split(/\s*,\s*/),
    file: textField(flaw, 'PkgPath') ?? textField(result, 'Target'),
    summary: textField(flaw, 'Title') ?? textField(flaw, 'Description'),
    url: textField(flaw, 'PrimaryURL'),
  });
}

/** Advisories of a distribution hold for one release: `Debian:12` out of `12.5`, `Alpine:v3.19` out of `3.19.1`. */
function ecosystemOf(result: unknown, release: string | undefined): string | undefined {
  const ecosystem = ecosystemOfType.get(textField(result, 'Type') ?? '');
  if (release === undefined || ecosystem === undefined) return ecosystem;
  const [major, minor] = release.split('.');
  if (ecosystem === 'Debian') return `Debian:${major}`;
  if (ecosystem === 'Ubuntu' && minor !== undefined) return `Ubuntu:${major}.${minor}`;
  return ecosystem === 'Alpine' && minor !== undefined ? `Alpine:v${major}.${minor}` : ecosystem;
}
