import type { IgnoredFinding, ReportFinding, ScanReport } from '@maximus/contracts';
import { writers } from '@maximus/reports';
import { defaultScanConfig, IncompleteList, scanInventory, toSettings } from '@maximus/scanning';
import { decidedFindings, type ProjectRow } from '@maximus/storage';
import { errors } from '../errors.ts';
import type { Parts } from '../parts.ts';
import { currentContent, type Document } from './project-sbom.ts';

const writerOf = {
  json: 'json',
  sarif: 'sarif',
  html: 'html',
  csv: 'csv',
  openvex: 'openvex',
  cyclonedx: 'cyclonedx-vex',
} as const;

/** A format of reports, as the API names it. */
export type ReportFormat = keyof typeof writerOf;

/** The report of a project in one of the formats of the command line. */
export async function projectReport(parts: Parts, project: ProjectRow, format: ReportFormat): Promise<Document> {
  const writer = writers.get(writerOf[format]);
  if (writer === undefined) throw new Error(`there is no writer ${writerOf[format]}`);
  const text = writer.write(await reportOf(parts, project), { now: parts.clock.now() });
  return { text, mediaType: writer.mediaType, extension: writer.extension };
}

/**
 * Judges the current snapshot anew with the live index, as `maximus scan` would; the graph tells the paths and the cheapest
 * change. Findings about which somebody decided are held back with the decision, and do not fail the verdict.
 */
async function reportOf(parts: Parts, project: ProjectRow): Promise<ScanReport> {
  const { files, graph } = await currentContent(parts, project);
  const decisions = await decisionsOf(parts, project);
  using lease = parts.index.lease();
  const incomplete = new IncompleteList();
  for (const { path, error, line } of files) {
    if (error === undefined) continue;
    const where = { file: path, ...(line !== undefined && { line }) };
    incomplete.add('file', errors.file_unread(`${error.code}: ${error.message}`, where));
  }
  const held: IgnoredFinding[] = [];
  const { config } = parts;
  const report = await scanInventory({
    files: graph.map((file) => ({ label: file.path, format: file.format, parsed: { ...file, problems: [] } })),
    reportFiles: files.map(({ path, format, status, component_count, error }) => ({
      ...{ path, format, status, component_count },
      ...(error !== undefined && { reason: error.message }),
    })),
    incomplete,
    index: lease.live.index,
    settings: toSettings({
      ...defaultScanConfig,
      fail_on: config.scan.fail_on,
      fail_on_unknown: config.scan.fail_on_unknown,
      max_db_age: config.index.max_age,
      exposure: project.exposure as (typeof defaultScanConfig)['exposure'],
    }),
    clock: parts.clock,
    version: parts.version,
    extras: {
      merge: async ({ findings }) => {
        const kept = findings.filter((finding) => {
          const rule = ruleFor(decisions, finding);
          if (rule !== undefined) held.push({ finding, rule });
          return rule === undefined;
        });
        return { findings: kept, sources: [] };
      },
    },
  });
  return { ...report, ignored: held, summary: { ...report.summary, ignored: held.length } };
}

type Rule = IgnoredFinding['rule'];

function ruleFor(decisions: ReadonlyMap<string, Rule>, { ids, package: { purl } }: ReportFinding): Rule | undefined {
  for (const id of ids) {
    const rule = decisions.get(`${purl}\0${id.toLowerCase()}`);
    if (rule !== undefined) return rule;
  }
  return undefined;
}

/** What was decided about findings of a project, by package URL and each id of the flaw. */
async function decisionsOf({ database }: Parts, project: ProjectRow): Promise<Map<string, Rule>> {
  const decisions = new Map<string, Rule>();
  for (const [index, decided] of (await decidedFindings(database, project.key)).entries()) {
    const { justification, impact_statement } = (decided.vex ?? {}) as {
      justification?: string;
      impact_statement?: string;
    };
    const said = impact_statement ?? decided.reason ?? 'decided in Maximus';
    const rule = {
      // Reports read the justification from the beginning of the reason.
      reason: decided.status === 'not_affected' && justification !== undefined ? `${justification}: ${said}` : said,
      owner: decided.owner ?? 'Maximus',
      until: decided.expiresAt?.toISOString().slice(0, 10) ?? 'further notice',
      index,
    };
    for (const name of decided.names) decisions.set(`${decided.purl}\0${name}`, rule);
  }
  return decisions;
}
