import { ok, type Result } from '@maximus/kernel';
import { field, lineField, listField, textField, textsField } from '../../json/fields.ts';
import type { ImportedReport } from '../../types.ts';
import { idsIn } from '../advisory-ids.ts';
import { Collector } from '../collector.ts';
import { packageOfResult } from './package-of-result.ts';

/** The version that every SARIF log must carry. */
export function detect(document: unknown): boolean {
  return textField(document, 'version') === '2.1.0' && Array.isArray(field(document, 'runs'));
}

/** Reads every run. The tool is that of the first run; a log has one in practice. */
export function read(document: unknown, file: string): Result<ImportedReport> {
  const collector = new Collector(file);
  const runs = listField(document, 'runs');
  for (const run of runs) readRun(run, collector);
  const driver = field(runs[0], 'tool', 'driver');
  return ok(
    collector.report(
      toolOf(textField(driver, 'name')),
      textField(driver, 'version') ?? textField(driver, 'semanticVersion'),
    ),
  );
}

function readRun(run: unknown, collector: Collector): void {
  const rules = listField(run, 'tool', 'driver', 'rules');
  const byId = new Map<string, unknown>();
  for (const rule of rules) {
    const id = textField(rule, 'id');
    if (id !== undefined && !byId.has(id)) byId.set(id, rule);
  }
  for (const invocation of listField(run, 'invocations')) readInvocation(invocation, collector);
  for (const result of listField(run, 'results')) {
    if (isHeldBack(result)) continue;
    const ruleId = textField(result, 'ruleId') ?? textField(result, 'rule', 'id');
    const index = field(result, 'ruleIndex') ?? field(result, 'rule', 'index');
    const rule =
      (ruleId === undefined ? undefined : byId.get(ruleId)) ?? (typeof index === 'number' ? rules[index] : undefined);
    readResult(result, rule, ruleId ?? textField(rule, 'id'), collector);
  }
}

function readResult(result: unknown, rule: unknown, ruleId: string | undefined, collector: Collector): void {
  const location = field(listField(result, 'locations')[0], 'physicalLocation');
  const file = fileOf(textField(location, 'artifactLocation', 'uri'));
  const message = textField(result, 'message', 'text');
  const named = packageOfResult(result, message, file);
  if (named === undefined) {
    collector.drop('a result names no package');
    return;
  }
  const inRule = idsIn(ruleId);
  const stated = [...textsField(result, 'properties', 'ids'), ...textsField(rule, 'deprecatedIds')];
  const ids = [...inRule, ...stated.filter((id) => id === ruleId || idsIn(id).length > 0)];
  const score = Number(textField(rule, 'properties', 'security-severity') ?? Number.NaN);
  collector.add({
    ids: ids.length > 0 ? ids : idsIn(message).slice(0, 1),
    package: named,
    severity: textField(result, 'properties', 'severity') ?? wordOf(score),
    fixedVersions: named.fixedVersions,
    file,
    line: lineField(location, 'region', 'startLine'),
    summary: textField(rule, 'shortDescription', 'text') ?? message,
    url: textField(rule, 'helpUri'),
  });
}

/** A run that says of itself that it failed is no clean run. */
function readInvocation(invocation: unknown, collector: Collector): void {
  const notes = listField(invocation, 'toolExecutionNotifications').filter(
    (note) => textField(note, 'level') === 'error',
  );
  for (const note of notes) collector.toolFailed(textField(note, 'message', 'text') ?? 'an error without a message');
  if (notes.length === 0 && field(invocation, 'executionSuccessful') === false) {
    collector.toolFailed(textField(invocation, 'exitCodeDescription') ?? 'the run was not successful');
  }
}

/** Suppressed by whoever wrote the log, absent since its baseline, or no failure at all. */
function isHeldBack(result: unknown): boolean {
  const suppressed = listField(result, 'suppressions').some(
    (each) => (textField(each, 'status') ?? 'accepted') === 'accepted',
  );
  const kind = textField(result, 'kind') ?? 'fail';
  return (
    suppressed ||
    textField(result, 'baselineState') === 'absent' ||
    (kind !== 'fail' && kind !== 'open' && kind !== 'review')
  );
}

function fileOf(uri: string | undefined): string | undefined {
  if (uri === undefined) return undefined;
  const path = uri.replace(/^file:\/\//, '');
  try {
    return decodeURIComponent(path);
  } catch (error) {
    if (error instanceof URIError) return path;
    throw error;
  }
}

/** Bands of CVSS 3 and of GitHub. */
function wordOf(score: number): string | undefined {
  if (Number.isNaN(score)) return undefined;
  if (score >= 9) return 'critical';
  if (score >= 7) return 'high';
  if (score >= 4) return 'medium';
  return score > 0 ? 'low' : 'none';
}

/** `Snyk Open Source` → `snyk`; our own log must not pass for a match of this scan. */
function toolOf(name: string | undefined): string {
  const kebab = (name ?? '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 64)
    .replace(/^-|-$/g, '');
  if (kebab === '') return 'sarif';
  if (kebab === 'maximus') return 'maximus-report';
  return kebab.startsWith('snyk') ? 'snyk' : kebab;
}
