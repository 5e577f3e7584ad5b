import { fail, ok, type Result } from '@maximus/kernel';
import { errors } from '../errors.ts';
import { field, listField, textField, textsField } from '../json/fields.ts';
import { parseReport } from '../json/parse.ts';
import { detect as isSarif } from '../readers/sarif/read.ts';
import { knownAs } from './known.ts';

/** An earlier scan, reduced to what it knew. */
export interface Baseline {
  readonly known: ReadonlySet<string>;
}

/**
 * Reads an earlier report of ours, JSON or SARIF; `file` names it in the error. What a rule or a setting held back in it
 * is not part of the baseline: it was never shown. Fails with `reports.baseline_invalid`, also for one broken element,
 * because a baseline that is read in part would fail the wrong scans.
 */
export function readBaseline(text: string, file: string): Result<Baseline> {
  const parsed = parseReport(text, file);
  if (!parsed.ok) {
    const { details, message } = parsed.error;
    return fail(errors.baseline_invalid(`the baseline cannot be read: ${message}`, details, parsed.error));
  }
  const document = parsed.value;
  const known = new Set<string>();
  if (textField(document, 'schema') === 'maximus.scan-report/1' && Array.isArray(field(document, 'findings'))) {
    if (!listField(document, 'findings').every((finding) => addFinding(finding, known))) return broken(file);
    return ok({ known });
  }
  const runs = listField(document, 'runs');
  const ours = runs.length > 0 && runs.every((run) => textField(run, 'tool', 'driver', 'name') === 'Maximus');
  if (!isSarif(document) || !ours) {
    return fail(errors.baseline_invalid('the baseline is neither JSON nor SARIF of a maximus scan', { file }));
  }
  const results = runs.flatMap((run) => listField(run, 'results'));
  return results.every((result) => addResult(result, known)) ? ok({ known }) : broken(file);
}

function addFinding(finding: unknown, known: Set<string>): boolean {
  const component = field(finding, 'package');
  const files = listField(finding, 'occurrences').map((occurrence) => textField(occurrence, 'file'));
  return addAll(component, textField(component, 'name'), textsField(finding, 'ids'), files, known);
}

function addResult(result: unknown, known: Set<string>): boolean {
  if (listField(result, 'suppressions').length > 0) return true;
  const properties = field(result, 'properties');
  const files = listField(result, 'locations').map((location) => {
    const uri = textField(location, 'physicalLocation', 'artifactLocation', 'uri');
    return uri === undefined ? undefined : decoded(uri);
  });
  return addAll(properties, textField(properties, 'package'), textsField(properties, 'ids'), files, known);
}

function addAll(
  component: unknown,
  name: string | undefined,
  ids: readonly string[],
  files: readonly (string | undefined)[],
  known: Set<string>,
): boolean {
  const ecosystem = textField(component, 'ecosystem');
  if (ecosystem === undefined || name === undefined || ids.length === 0 || files.length === 0) return false;
  for (const file of files) {
    if (file === undefined) return false;
    for (const id of ids) known.add(knownAs(ecosystem, name, file, id));
  }
  return true;
}

function decoded(uri: string): string | undefined {
  try {
    return decodeURIComponent(uri);
  } catch (error) {
    if (error instanceof URIError) return undefined;
    throw error;
  }
}

function broken(file: string): Result<Baseline> {
  return fail(errors.baseline_invalid('a finding of the baseline lacks its package, its file or its ids', { file }));
}
