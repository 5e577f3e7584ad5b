import { isSample, staleSources } from '@maximus/advisories';
import { parseDuration } from '@maximus/kernel';
import { type ProjectRow, type ScanEnd, scanFactsOf, type Tx } from '@maximus/storage';
import { errors } from '../errors.ts';
import type { ImportReport } from '../imports/import-snapshot.ts';
import type { TakenInventory } from '../imports/taken-inventory.ts';
import type { LiveIndex } from '../live-index/live-index.ts';
import type { Parts } from '../parts.ts';
import { severityRanks } from '../rules/urgency.ts';

/**
 * The end of a scan whose snapshot is stored in this transaction: counters, state, and whether it passed (oraculo.md §5). What is
 * less severe than was asked for is counted as filtered and nowhere else; the estate knows it all the same.
 */
export async function endOf(
  tx: Tx,
  parts: Parts,
  live: LiveIndex,
  project: ProjectRow,
  inventory: TakenInventory,
  report: ImportReport,
  leastSeverityRank: number | null,
): Promise<ScanEnd> {
  const facts = await scanFactsOf(tx, project.key, leastSeverityRank);
  const now = await tx.kysely
    .selectFrom('project')
    .select('check_state')
    .where('key', '=', project.key)
    .executeTakeFirstOrThrow();
  const of = (word: (typeof severityRanks)[number]) => facts.severities.get(severityRanks.indexOf(word)) ?? 0;
  const isBeyondIndex = isSample(live.index.manifest) && project.labels['example'] !== 'true';
  const isComplete = now.check_state === 'ok' && !isBeyondIndex && !isStale(parts, live);
  const failedFiles = inventory.files.filter(({ status }) => status === 'failed').length;
  return {
    state: inventory.status === 'failed' ? 'failed' : isComplete ? 'succeeded' : 'partial',
    counters: {
      packages_scanned: report.components,
      vulnerabilities_fetched: facts.advisories,
      relevant_matches: facts.matches,
      filtered: facts.filtered,
      apvs_generated: report.apvsCreated,
      published: report.published,
      failed: failedFiles,
      could_not_check: facts.doubted + failedFiles,
      new: report.opened,
      resolved: report.resolved,
      severity_breakdown: {
        critical: of('critical'),
        high: of('high'),
        medium: of('medium'),
        low: of('low') + of('none'),
        unknown: of('unknown'),
      },
    },
    sourcesUsed: live.index.manifest.sources.map(({ id }) => id),
    passed: isComplete && !reachesThreshold(parts, of),
    generation: report.generation,
    snapshotKey: report.snapshotKey,
    errors: [...(isBeyondIndex ? [sampleOnly()] : []), ...report.refused, ...inventory.errors].slice(0, 100),
    atMs: parts.clock.now(),
  };
}

function sampleOnly(): { readonly code: string; readonly message: string } {
  const { code, message } = errors.sample_index('the advisory index holds only the sample of a first start');
  return { code, message };
}

function reachesThreshold({ config }: Parts, of: (word: (typeof severityRanks)[number]) => number): boolean {
  const { fail_on, fail_on_unknown } = config.scan;
  if (fail_on === 'none') return false;
  if (fail_on_unknown && of('unknown') > 0) return true;
  return severityRanks.slice(0, severityRanks.indexOf(fail_on) + 1).some((word) => of(word) > 0);
}

/** Whether a source of the index is past its limit. */
export function isStale({ clock, config }: Pick<Parts, 'clock' | 'config'>, { index }: LiveIndex): boolean {
  const limitMs = parseDuration(config.index.max_age) ?? 0;
  return staleSources(index.manifest, index.manifest.covered, clock.now(), limitMs).length > 0;
}
