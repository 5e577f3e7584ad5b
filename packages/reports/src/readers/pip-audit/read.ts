import { ok, type Result } from '@maximus/kernel';
import { field, listField, textField, textsField } from '../../json/fields.ts';
import type { ImportedReport } from '../../types.ts';
import { Collector } from '../collector.ts';

/** Dependencies with `vulns`, in an object or (before 2.1) bare. A list that is empty belongs to nobody. */
export function detect(document: unknown): boolean {
  const [first] = dependenciesOf(document);
  const named = field(document, 'fixes') !== undefined && Array.isArray(field(document, 'dependencies'));
  return named || Array.isArray(field(first, 'vulns')) || textField(first, 'skip_reason') !== undefined;
}

/** Every dependency; one that pip-audit skipped is a problem, because it was not checked. */
export function read(document: unknown, file: string): Result<ImportedReport> {
  const collector = new Collector(file);
  for (const dependency of dependenciesOf(document)) {
    const name = textField(dependency, 'name');
    const skipped = textField(dependency, 'skip_reason');
    if (skipped !== undefined) collector.toolFailed(`${name ?? 'a dependency'} was skipped: ${skipped}`);
    for (const flaw of listField(dependency, 'vulns')) {
      collector.add({
        ids: [textField(flaw, 'id'), ...textsField(flaw, 'aliases')],
        package: { ecosystem: 'PyPI', name, version: textField(dependency, 'version') },
        fixedVersions: textsField(flaw, 'fix_versions'),
        summary: textField(flaw, 'description'),
      });
    }
  }
  return ok(collector.report('pip-audit'));
}

function dependenciesOf(document: unknown): readonly unknown[] {
  return Array.isArray(document) ? document : listField(document, 'dependencies');
}
