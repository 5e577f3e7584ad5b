import { fail, ok, type Result } from '@maximus/kernel';
import { errors } from '../../errors.ts';
import { entriesField, field, isObject, listField, textField, textsField } from '../../json/fields.ts';
import type { ImportedReport } from '../../types.ts';
import { idsIn } from '../advisory-ids.ts';
import { Collector } from '../collector.ts';

/** npm's report 2 says its version; report 1 has advisories by number; a failed run has an error only. */
export function detect(document: unknown): boolean {
  if (typeof field(document, 'auditReportVersion') === 'number') return true;
  if (isObject(field(document, 'advisories')) && isObject(field(document, 'metadata'))) return true;
  return isObject(field(document, 'error')) && textField(document, 'error', 'code') !== undefined;
}

/** Fails with `reports.tool_failed` where npm wrote an error in the place of a report. */
export function read(document: unknown, file: string): Result<ImportedReport> {
  const failure = textField(document, 'error', 'summary') ?? textField(document, 'error', 'code');
  if (failure !== undefined) return fail(errors.tool_failed(`npm audit failed: ${failure.slice(0, 300)}`, { file }));
  const collector = new Collector(file);
  if (field(document, 'vulnerabilities') !== undefined) readVersion2(document, collector);
  else readVersion1(document, collector);
  return ok(collector.report('npm-audit'));
}

/** Names packages and ranges, never the installed version: the finding has none. */
function readVersion2(document: unknown, collector: Collector): void {
  for (const [key, entry] of entriesField(document, 'vulnerabilities')) {
    const via = listField(entry, 'via');
    if (via.length === 0) collector.drop('a vulnerability says not where it comes from');
    for (const cause of via) {
      // A text names another package of the report, which carries the flaw itself.
      if (typeof cause === 'string') continue;
      const name = textField(cause, 'dependency') ?? textField(cause, 'name') ?? key;
      const url = textField(cause, 'url');
      const fix = field(entry, 'fixAvailable');
      const fixed = textField(fix, 'name') === name ? textField(fix, 'version') : undefined;
      collector.add({
        ids: withNumber(idsIn(url), field(cause, 'source')),
        package: { ecosystem: 'npm', name },
        severity: textField(cause, 'severity'),
        cvssVectors: [textField(cause, 'cvss', 'vectorString')],
        fixedVersions: fixed === undefined ? [] : [fixed],
        summary: textField(cause, 'title'),
        url,
        malware: textsField(cause, 'cwe').includes('CWE-506'),
      });
    }
  }
}

function readVersion1(document: unknown, collector: Collector): void {
  for (const [key, advisory] of entriesField(document, 'advisories')) {
    const url = textField(advisory, 'url');
    const ids = [...textsField(advisory, 'cves'), textField(advisory, 'github_advisory_id'), ...idsIn(url)];
    const versions = listField(advisory, 'findings').map((finding) => textField(finding, 'version'));
    for (const version of versions.length === 0 ? [undefined] : versions) {
      collector.add({
        ids: withNumber(ids, key),
        package: { ecosystem: 'npm', name: textField(advisory, 'module_name'), version },
        severity: textField(advisory, 'severity'),
        cvssVectors: [textField(advisory, 'cvss', 'vectorString')],
        fixedVersions: lowerBounds(textField(advisory, 'patched_versions')),
        summary: textField(advisory, 'title'),
        url,
      });
    }
  }
}

/** npm's own number stands in where the advisory has no public id. */
function withNumber(ids: readonly (string | undefined)[], number: unknown): (string | undefined)[] {
  if (ids.some((id) => id !== undefined)) return [...ids];
  return typeof number === 'number' || (typeof number === 'string' && /^\d{1,12}$/.test(number))
    ? [`NPM-${number}`]
    : [];
}

/** `>=4.17.21 <5 || >=5.0.1` → `4.17.21`, `5.0.1`. `<0.0.0` is npm's word for "none". */
function lowerBounds(range: string | undefined): string[] {
  if (range === undefined) return [];
  return range.split(/[\s|]+/).flatMap((part) => (part.startsWith('>=') && part.length > 2 ? [part.slice(2)] : []));
}
