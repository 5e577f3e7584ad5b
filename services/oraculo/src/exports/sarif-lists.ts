import type { ApvSummary, FindingSummary, Severity } from '@maximus/contracts';
import type { FindingPlace } from '@maximus/storage';
import { jsonList, type Texts } from './list-document.ts';

const levels: Readonly<Record<Severity, 'error' | 'warning' | 'note'>> = {
  critical: 'error',
  high: 'error',
  medium: 'warning',
  low: 'note',
  none: 'note',
  // What nobody scored is never a note.
  unknown: 'warning',
};

/** States that somebody decided on, or that are over: the result is there and held back. */
const suppressed: ReadonlySet<string> = new Set(['not_affected', 'accepted', 'resolved', 'retracted']);

/** One run (SARIF 2.1.0): its results, then the rules of all that was named; the order of members means nothing. */
export async function* sarifRun(
  version: string,
  results: AsyncIterable<object>,
  rules: () => AsyncIterable<object>,
): Texts {
  yield* jsonList(
    '{"$schema":"https://json.schemastore.org/sarif-2.1.0.json","version":"2.1.0","runs":[{"columnKind":"utf16CodeUnits","results":[',
    results,
    '],',
  );
  const driver = { name: 'Maximus', version, semanticVersion: version };
  yield* jsonList(`"tool":{"driver":${JSON.stringify(driver).slice(0, -1)},"rules":[`, rules(), ']}}}]}\n');
}

/** A finding as a result; the path begins with the project, whose file it is. */
export function sarifResult(finding: FindingSummary, place: FindingPlace | undefined): object {
  const version = finding.locked_version === undefined ? '' : ` ${finding.locked_version}`;
  const fix = finding.fixed_version === undefined ? 'no fixed version is known' : `fixed in ${finding.fixed_version}`;
  const text = `${finding.package}${version} in ${finding.project_slug} is affected by ${finding.primary_id}; ${fix}.`;
  return {
    ruleId: finding.primary_id,
    level: finding.kind === 'malware' ? 'error' : levels[finding.severity],
    kind: 'fail',
    message: { text },
    locations: [
      {
        ...(place !== undefined && {
          physicalLocation: {
            artifactLocation: { uri: uriOf(`${finding.project_slug}/${place.file}`) },
            region: { startLine: place.line ?? 1 },
          },
        }),
        logicalLocations: [
          { name: finding.package, fullyQualifiedName: `${finding.project_slug}/${finding.package}`, kind: 'package' },
        ],
      },
    ],
    partialFingerprints: { 'maximusFindingId/v1': finding.id },
    ...(suppressed.has(finding.status) && {
      suppressions: [{ kind: 'external', status: 'accepted', justification: finding.status.replaceAll('_', ' ') }],
    }),
    properties: {
      project: finding.project_slug,
      ecosystem: finding.ecosystem,
      status: finding.status,
      severity: finding.severity,
      priority: finding.priority,
      ...(finding.due_at !== undefined && { due_at: finding.due_at }),
    },
  };
}

/** An APV as one result, without a place: it is of the estate. */
export function sarifApvResult(apv: ApvSummary): object {
  return {
    ruleId: apv.primary_id,
    level: apv.kind === 'malware' ? 'error' : levels[apv.severity],
    kind: 'fail',
    message: { text: `${apv.primary_id} affects ${apv.affected_project_count} projects: ${apv.summary}` },
    locations: [{ logicalLocations: [{ name: apv.code, fullyQualifiedName: apv.code, kind: 'vulnerability' }] }],
    partialFingerprints: { 'maximusApvId/v1': apv.id },
    properties: { status: apv.status, severity: apv.severity, priority: apv.priority, code: apv.code },
  };
}

/** The rule of an APV. */
export function sarifRule(apv: ApvSummary): object {
  const score = apv.kind === 'malware' ? 10 : apv.cvss?.base_score;
  return {
    id: apv.primary_id,
    shortDescription: { text: `${apv.primary_id}: ${apv.summary}`.slice(0, 1_024) },
    fullDescription: { text: `${apv.summary} (${[apv.primary_id, ...apv.aliases].join(', ')})` },
    defaultConfiguration: { level: apv.kind === 'malware' ? 'error' : levels[apv.severity] },
    properties: {
      ...(score !== undefined && { 'security-severity': score.toFixed(1) }),
      tags: ['security', apv.kind, ...(apv.kev === undefined ? [] : ['known-exploited'])],
    },
  };
}

/** No character of the path can be read as a scheme, a query or a fragment. */
function uriOf(path: string): string {
  return path
    .split('/')
    .map((part) => encodeURIComponent(part.toWellFormed()))
    .join('/');
}
