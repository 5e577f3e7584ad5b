import { ok, type Result } from '@maximus/kernel';
import { field, listField, textField, textsField } from '../../json/fields.ts';
import type { ImportedReport } from '../../types.ts';
import { Collector } from '../collector.ts';

/** `results` in lower case, with packages; a clean run has an empty list and its own key for the configuration. */
export function detect(document: unknown): boolean {
  const results = field(document, 'results');
  if (!Array.isArray(results)) return false;
  if (results.length === 0) return field(document, 'experimental_config') !== undefined;
  return results.some(
    (result) => field(result, 'source', 'path') !== undefined && Array.isArray(field(result, 'packages')),
  );
}

/** One finding a group of aliases, where the scanner gives groups; else one a record. */
export function read(document: unknown, file: string): Result<ImportedReport> {
  const collector = new Collector(file);
  for (const result of listField(document, 'results')) {
    const path = textField(result, 'source', 'path');
    for (const entry of listField(result, 'packages')) readPackage(entry, path, collector);
  }
  return ok(collector.report('osv-scanner'));
}

function readPackage(entry: unknown, path: string | undefined, collector: Collector): void {
  const named = field(entry, 'package');
  const component = {
    ecosystem: textField(named, 'ecosystem'),
    name: textField(named, 'name'),
    version: textField(named, 'version'),
  };
  const groups = listField(entry, 'groups').map((group) => [
    ...textsField(group, 'ids'),
    ...textsField(group, 'aliases'),
  ]);
  for (const record of listField(entry, 'vulnerabilities')) {
    const id = textField(record, 'id');
    if (textField(record, 'withdrawn') !== undefined) continue;
    const group = groups.find((ids) => id !== undefined && ids.includes(id)) ?? [];
    collector.add({
      ids: [id, ...textsField(record, 'aliases'), ...group],
      package: component,
      severity: textField(record, 'database_specific', 'severity'),
      cvssVectors: listField(record, 'severity').map((each) => textField(each, 'score')),
      fixedVersions: fixedIn(record, component.name),
      file: path,
      summary: textField(record, 'summary') ?? textField(record, 'details'),
    });
  }
}

/** The `fixed` events of the elements that name the package; commits are no versions. */
function fixedIn(record: unknown, name: string | undefined): string[] {
  return listField(record, 'affected')
    .filter((affected) => textField(affected, 'package', 'name') === name)
    .flatMap((affected) => listField(affected, 'ranges'))
    .filter((range) => textField(range, 'type') !== 'GIT')
    .flatMap((range) => listField(range, 'events'))
    .flatMap((event) => textField(event, 'fixed') ?? []);
}
