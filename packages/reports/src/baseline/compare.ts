import type { ReportFinding } from '@maximus/contracts';
import { knownAs } from './known.ts';
import type { Baseline } from './read.ts';

/**
 * The findings with `is_new` set: new is what stands in at least one file in which the baseline has none of its ids for
 * its package. The order stays.
 */
export function compareWithBaseline(findings: readonly ReportFinding[], baseline: Baseline): ReportFinding[] {
  return findings.map((finding) => {
    const { ecosystem, name } = finding.package;
    const isNew = finding.occurrences.some(
      ({ file }) => !finding.ids.some((id) => baseline.known.has(knownAs(ecosystem, name, file, id))),
    );
    return { ...finding, is_new: isNew };
  });
}
