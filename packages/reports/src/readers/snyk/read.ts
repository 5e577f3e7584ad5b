import { fail, ok, type Result } from '@maximus/kernel';
import { errors } from '../../errors.ts';
import { field, listField, textField, textsField } from '../../json/fields.ts';
import type { ImportedReport } from '../../types.ts';
import { Collector } from '../collector.ts';

/** Snyk's verdict `ok` with vulnerabilities or an error; with `--all-projects` a list of these. */
export function detect(document: unknown): boolean {
  const first = Array.isArray(document) ? document[0] : document;
  if (typeof field(first, 'ok') !== 'boolean') return false;
  return Array.isArray(field(first, 'vulnerabilities')) || textField(first, 'error') !== undefined;
}

/** Fails with `reports.tool_failed` where no project was tested; one of several that was not is a problem. */
export function read(document: unknown, file: string): Result<ImportedReport> {
  const collector = new Collector(file);
  const projects = Array.isArray(document) ? document : [document];
  const failed = projects.filter((project) => !Array.isArray(field(project, 'vulnerabilities')));
  if (failed.length === projects.length) {
    const said = textField(failed[0], 'error') ?? 'no project was tested';
    return fail(errors.tool_failed(`snyk failed: ${said.slice(0, 300)}`, { file }));
  }
  for (const project of failed) collector.toolFailed(textField(project, 'error') ?? 'a project was not tested');
  for (const project of projects) {
    for (const issue of listField(project, 'vulnerabilities')) readIssue(issue, project, collector);
  }
  return ok(collector.report('snyk'));
}

function readIssue(issue: unknown, project: unknown, collector: Collector): void {
  // Licence issues come in the same list and are no vulnerabilities.
  if (textField(issue, 'type') === 'license') return;
  const manager = textField(issue, 'packageManager') ?? textField(project, 'packageManager') ?? '';
  const id = textField(issue, 'id');
  collector.add({
    ids: [...textsField(issue, 'identifiers', 'CVE'), ...textsField(issue, 'identifiers', 'GHSA'), id],
    package: {
      ecosystem: ecosystemOfManager.get(manager.split(':', 1)[0] ?? ''),
      name: textField(issue, 'packageName') ?? textField(issue, 'moduleName'),
      version: textField(issue, 'version'),
    },
    severity: textField(issue, 'severity'),
    cvssVectors: [
      textField(issue, 'CVSSv3'),
      ...listField(issue, 'cvssDetails').map((each) => textField(each, 'cvssV3Vector')),
    ],
    fixedVersions: textsField(issue, 'fixedIn'),
    file: textField(project, 'displayTargetFile') ?? textField(project, 'targetFile'),
    summary: textField(issue, 'title'),
    url:
      textField(issue, 'url') ?? (id?.startsWith('SNYK-') === true ? `https://security.snyk.io/vuln/${id}` : undefined),
    malware: field(issue, 'malicious') === true || textField(issue, 'title') === 'Malicious Package',
  });
}

const ecosystemOfManager: ReadonlyMap<string, string> = new Map([
  ['npm', 'npm'],
  ['yarn', 'npm'],
  ['pnpm', 'npm'],
  ['pip', 'PyPI'],
  ['pipenv', 'PyPI'],
  ['poetry', 'PyPI'],
  ['maven', 'Maven'],
  ['gradle', 'Maven'],
  ['sbt', 'Maven'],
  ['gomodules', 'Go'],
  ['golangdep', 'Go'],
  ['rubygems', 'RubyGems'],
  ['composer', 'Packagist'],
  ['nuget', 'NuGet'],
  ['paket', 'NuGet'],
  ['hex', 'Hex'],
  ['cargo', 'crates.io'],
  ['pub', 'Pub'],
]);
