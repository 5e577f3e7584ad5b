import type { IgnoredFinding, ReportFinding, ReportOccurrence } from '@maximus/contracts';
import { sha256 } from '../../words/digest.ts';
import { fixWords, packageWords, pathWords } from '../../words/finding-words.ts';
import { levelOf } from './rules.ts';

const maxRelated = 10;

/** A relative path as a URI reference: no character of it can be read as a scheme, a query or a fragment. */
function fileUri(file: string): string {
  const encoded = file.split('/').map((part) => encodeURIComponent(part.toWellFormed()));
  return encoded.join('/');
}

/** Where something stands; GitHub wants a line, so what has none gets the first. */
export function locationOf(file: string, line: number | undefined): object {
  return {
    physicalLocation: {
      artifactLocation: { uri: fileUri(file), uriBaseId: '%SRCROOT%' },
      region: { startLine: line ?? 1 },
    },
  };
}

/**
 * Names the finding across commits: package, flaw and file, without version or line, so that an upgrade that does not
 * repair it leaves the alert open instead of closing it and raising another.
 */
function fingerprint(finding: ReportFinding, file: string): string {
  const { ecosystem, name } = finding.package;
  return sha256(['maximusFinding/v1', ecosystem, name, finding.primary_id, file].join('\u0000'));
}

function messageOf(finding: ReportFinding, occurrence: ReportOccurrence | undefined): string {
  const path = occurrence === undefined || occurrence.path.length < 2 ? '' : ` Path: ${pathWords(occurrence)}.`;
  const because = finding.matched_advisories[0]?.text;
  return `${packageWords(finding)} is affected by ${finding.primary_id} (${finding.summary}); ${fixWords(finding)}.${
    because === undefined ? '' : ` Why: ${because}.`
  }${path}`;
}

function propertiesOf(finding: ReportFinding): object {
  const { package: component } = finding;
  return {
    ids: finding.ids,
    group_id: finding.group_id,
    ecosystem: component.ecosystem,
    package: component.name,
    ...(component.version === undefined ? {} : { version: component.version }),
    purl: component.purl,
    severity: finding.severity,
    priority: finding.priority,
    confidence: finding.confidence,
    fixable_by: finding.fixable_by,
    ...(finding.fixed_version === undefined ? {} : { fixed_version: finding.fixed_version }),
    sources: finding.sources,
    reachability: finding.reachability.state,
    ...(finding.due_at === undefined ? {} : { due_at: finding.due_at }),
  };
}

/** The results of one finding, one a file, in order of the occurrences. */
export function resultsOf(finding: ReportFinding, ruleIndex: number, ignored?: IgnoredFinding['rule']): object[] {
  const seen = new Map<string, ReportOccurrence>();
  for (const occurrence of finding.occurrences) if (!seen.has(occurrence.file)) seen.set(occurrence.file, occurrence);
  const related = finding.reachability.locations.slice(0, maxRelated).map(({ file, line }, index) => ({
    id: index + 1,
    ...locationOf(file, line),
    message: { text: 'used here' },
  }));
  return [...seen.values()].map((occurrence) => {
    const digest = fingerprint(finding, occurrence.file);
    return {
      ruleId: finding.primary_id,
      ruleIndex,
      level: levelOf(finding),
      kind: 'fail',
      message: { text: messageOf(finding, occurrence) },
      locations: [locationOf(occurrence.file, occurrence.line)],
      ...(related.length === 0 ? {} : { relatedLocations: related }),
      // GitHub reads the first name only, and would else hash the line.
      partialFingerprints: { primaryLocationLineHash: digest, 'maximusFinding/v1': digest },
      ...(finding.is_new === undefined ? {} : { baselineState: finding.is_new ? 'new' : 'unchanged' }),
      ...(ignored === undefined
        ? {}
        : {
            suppressions: [
              {
                kind: 'external',
                status: 'accepted',
                justification: `${ignored.reason} (${ignored.owner}, until ${ignored.until})`,
              },
            ],
          }),
      properties: propertiesOf(finding),
    };
  });
}
