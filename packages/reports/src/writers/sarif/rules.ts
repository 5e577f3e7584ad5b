import type { ReportFinding, Severity } from '@maximus/contracts';
import { fixWords, packageWords } from '../../words/finding-words.ts';
import { webAddresses } from '../../words/web-address.ts';
import { code, link, text } from '../markdown/escape.ts';

/** GitHub shows no more of a short description. */
const maxShort = 1024;
const maxTags = 10;
const maxReferences = 10;

const names = {
  vulnerability: 'VulnerableDependency',
  malware: 'MaliciousDependency',
  informational: 'DependencyNotice',
} as const;

/** Lowest score of the band in which GitHub puts a severity; nothing for what nobody scored. */
const floors: Readonly<Record<Severity, string | undefined>> = {
  critical: '9.0',
  high: '7.0',
  medium: '4.0',
  low: '0.1',
  none: '0.0',
  unknown: undefined,
};

/** SARIF level of a finding: what nobody scored is a warning, never a note. */
export function levelOf({ kind, severity }: ReportFinding): 'error' | 'warning' | 'note' {
  if (kind === 'malware' || severity === 'critical' || severity === 'high') return 'error';
  return severity === 'low' || severity === 'none' ? 'note' : 'warning';
}

function securitySeverity({ kind, severity, cvss }: ReportFinding): string | undefined {
  if (kind === 'malware') return '10.0';
  // A vector of another band than the severity in the report would make GitHub contradict it.
  if (cvss !== undefined && cvss.severity.toLowerCase() === severity) return cvss.base_score.toFixed(1);
  return floors[severity];
}

function tagsOf(finding: ReportFinding): string[] {
  const cwes = finding.cwe_ids.flatMap((id) => {
    const digits = /^CWE-(\d{1,5})$/.exec(id)?.[1];
    return digits === undefined ? [] : [`external/cwe/cwe-${digits.padStart(3, '0')}`];
  });
  const tags = ['security', finding.kind, ...(finding.kev === undefined ? [] : ['known-exploited']), ...cwes];
  return [...new Set(tags)].slice(0, maxTags);
}

function helpText(findings: readonly ReportFinding[], first: ReportFinding): string {
  const packages = findings.map((finding) => `${packageWords(finding)}: ${fixWords(finding)}`);
  return [first.summary, ...new Set(packages), ...webAddresses(first.references, maxReferences)].join('\n');
}

function helpMarkdown(findings: readonly ReportFinding[], first: ReportFinding): string {
  const rows = findings.map(({ package: { name, version }, ...rest }) => {
    const finding = { package: { name, version }, ...rest } as ReportFinding;
    return `| ${code(name)} | ${code(version ?? 'not locked')} | ${text(fixWords(finding))} |`;
  });
  const links = webAddresses(first.references, maxReferences).map((url) => `- ${link(url, url)}`);
  return [
    `**${text(first.summary)}**`,
    '',
    `Known as ${first.ids.map(code).join(', ')}.`,
    '',
    '| package | version | fix |',
    '|---|---|---|',
    ...new Set(rows),
    ...(links.length === 0 ? [] : ['', ...links]),
  ].join('\n');
}

function helpUri(first: ReportFinding): string {
  const given = webAddresses(first.references, 1)[0];
  return given ?? `https://osv.dev/vulnerability/${encodeURIComponent(first.primary_id.toWellFormed())}`;
}

/** The rule of one alias group; `findings` are all of them in the report, ignored ones too, and not empty. */
export function ruleOf(findings: readonly [ReportFinding, ...ReportFinding[]]): object {
  const [first] = findings;
  const worst = findings.find((finding) => levelOf(finding) === 'error') ?? first;
  const score = securitySeverity(worst);
  return {
    id: first.primary_id,
    name: names[first.kind],
    shortDescription: { text: `${first.primary_id}: ${first.summary}`.slice(0, maxShort) },
    fullDescription: { text: `${first.summary} (${first.ids.join(', ')})` },
    defaultConfiguration: { level: levelOf(worst) },
    help: { text: helpText(findings, first), markdown: helpMarkdown(findings, first) },
    helpUri: helpUri(first),
    properties: {
      precision: precisions[first.confidence],
      ...(score === undefined ? {} : { 'security-severity': score }),
      tags: tagsOf(first),
    },
  };
}

const precisions = { high: 'very-high', medium: 'high', low: 'medium' } as const;
