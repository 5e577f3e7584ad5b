import type { IgnoredFinding, ReportFinding, ScanReport } from '@maximus/contracts';
import type { WriteOptions } from '../../types.ts';
import { startOfDay, uuidOf } from '../../words/digest.ts';
import { changeWords, fixWords } from '../../words/finding-words.ts';
import { justificationOf } from '../../words/vex.ts';

/** What the document may say of one finding; `affected` needs an action, `not_affected` a justification (OpenVEX 0.2.0). */
function verdictOf(finding: ReportFinding, rule: IgnoredFinding['rule'] | undefined): object {
  const why = finding.matched_advisories.map(({ id, text }) => `${id}: ${text}`).slice(0, 10);
  if (rule !== undefined) {
    const note = `Ignored by rule until ${rule.until} (${rule.owner}): ${rule.reason}`;
    const justification = justificationOf(rule.reason);
    if (justification !== undefined) return { status: 'not_affected', status_notes: note, justification };
    return {
      status: 'affected',
      status_notes: note,
      action_statement: `No action until ${rule.until}: the risk was accepted`,
    };
  }
  const status_notes = why.join('\n');
  // A name alone, or a flaw without a vulnerability, is no ground to call a product affected.
  if (finding.confidence === 'low' || finding.kind === 'informational')
    return { status: 'under_investigation', status_notes };
  const action = finding.fixed_version === undefined ? fixWords(finding) : `upgrade to ${finding.fixed_version}`;
  return { status: 'affected', status_notes, action_statement: `${action} (${changeWords[finding.fixable_by]})` };
}

function statementOf(finding: ReportFinding, rule?: IgnoredFinding['rule']): object {
  const aliases = [...new Set(finding.ids)].filter((id) => id !== finding.primary_id);
  return {
    vulnerability: {
      name: finding.primary_id,
      description: finding.summary,
      ...(aliases.length === 0 ? {} : { aliases }),
    },
    products: [productOf(finding.package.purl)],
    ...verdictOf(finding, rule),
  };
}

/** A purl that is no URI (a broken one out of an SBOM) stays an identifier without becoming the product's IRI. */
function productOf(purl: string): object {
  return {
    ...(/^pkg:[A-Za-z0-9\-._~:/?#@!$&'()*+,;=%]+$/.test(purl) && !/%(?![0-9A-Fa-f]{2})/.test(purl)
      ? { '@id': purl }
      : {}),
    identifiers: { purl },
  };
}

/** One statement a finding; equal ones once. Its id is a digest of the content, so equal scans give equal documents. */
export function write(report: ScanReport, { now }: WriteOptions): string {
  const all = [
    ...report.findings.map((finding) => statementOf(finding)),
    ...report.ignored.map(({ finding, rule }) => statementOf(finding, rule)),
  ];
  const statements = [...new Map(all.map((statement) => [JSON.stringify(statement), statement])).values()];
  const body = {
    author: 'maximus',
    role: 'Automated scanner',
    timestamp: startOfDay(now),
    version: 1,
    tooling: `maximus ${report.tool.version}, advisory index ${report.index.digest}, check state ${report.check_state}`,
    statements,
  };
  const document = {
    '@context': 'https://openvex.dev/ns/v0.2.0',
    '@id': `urn:uuid:${uuidOf(JSON.stringify(body))}`,
    ...body,
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}
