import type { IgnoredFinding, ReportFinding, ScanReport } from '@maximus/contracts';
import type { WriteOptions } from '../../types.ts';
import { startOfDay, uuidOf } from '../../words/digest.ts';
import { type VulnerabilityGroup, vulnerabilityOf } from './vulnerability.ts';

interface Growing {
  findings: [ReportFinding, ...ReportFinding[]];
  rule?: IgnoredFinding['rule'];
}

/** One group a flaw and rule, since CycloneDX has one analysis a vulnerability. */
function groupsOf(report: ScanReport): Map<string, VulnerabilityGroup> {
  const groups = new Map<string, Growing>();
  const add = (finding: ReportFinding, rule?: IgnoredFinding['rule']) => {
    const key = rule === undefined ? `vuln:${finding.group_id}` : `vuln:${finding.group_id}:rule-${rule.index}`;
    const held = groups.get(key);
    if (held !== undefined) held.findings.push(finding);
    else groups.set(key, { findings: [finding], ...(rule === undefined ? {} : { rule }) });
  };
  for (const finding of report.findings) add(finding);
  for (const { finding, rule } of report.ignored) add(finding, rule);
  return groups;
}

function componentsOf(report: ScanReport): object[] {
  const components = new Map<string, object>();
  for (const { package: component } of [...report.findings, ...report.ignored.map(({ finding }) => finding)]) {
    const version = component.version === undefined ? {} : { version: component.version };
    const { purl, name } = component;
    components.set(purl, { type: 'library', 'bom-ref': purl, name, ...version, purl });
  }
  return [...components].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, component]) => component);
}

/**
 * Only the components with findings, hence always `incomplete`; what could not be checked stands in the metadata.
 * Valid against CycloneDX 1.6.
 */
export function write(report: ScanReport, { now }: WriteOptions): string {
  const unchecked = report.incomplete.map(({ kind, file, subject, message }) => ({
    name: `maximus:could-not-check:${kind}`,
    value: [file, subject, message].filter((part) => part !== undefined).join(': '),
  }));
  const body = {
    metadata: {
      timestamp: startOfDay(now),
      tools: { components: [{ type: 'application', name: 'maximus', version: report.tool.version }] },
      properties: [
        { name: 'maximus:check-state', value: report.check_state },
        { name: 'maximus:index-digest', value: report.index.digest },
        ...unchecked,
      ],
    },
    components: componentsOf(report),
    compositions: [{ aggregate: 'incomplete' }],
    vulnerabilities: Array.from(groupsOf(report), ([ref, group]) => vulnerabilityOf(group, ref)),
  };
  const bom = {
    $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    serialNumber: `urn:uuid:${uuidOf(JSON.stringify(body))}`,
    version: 1,
    ...body,
  };
  return `${JSON.stringify(bom, null, 2)}\n`;
}
