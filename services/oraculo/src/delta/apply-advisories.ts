import { type AliasGroup, compareIndexes, type IndexChanges } from '@maximus/advisories';
import { advisoryChanged, indexSwapped } from '@maximus/contracts';
import { newUuid } from '@maximus/kernel';
import {
  type ComponentRow,
  componentsOfPackages,
  findingsExpected,
  membersByName,
  readMatchState,
  type Tx,
  takeMatching,
  writeMatchState,
} from '@maximus/storage';
import { rememberGroups } from '../judging/settle-groups.ts';
import type { LiveIndex } from '../live-index/live-index.ts';
import type { Parts } from '../parts.ts';
import { applyJudgement, type DeltaContext, type DeltaReport, emptyReport } from './apply-judgement.ts';
import { inChunks } from './chunks.ts';

const maxEventIds = 10_000;

/**
 * Changed advisory × whole estate (oraculo.md §4): one look-up on the packages that the newer generation changes gives
 * the components in use; each is judged once; findings are written for the projects that have them. No project is
 * scanned. Written in chunks of bounded size, each whole in itself; doing it again changes nothing.
 */
export async function applyAdvisories(
  parts: Parts,
  before: LiveIndex,
  after: LiveIndex,
  correlationId: string,
): Promise<DeltaReport> {
  const changes = compareIndexes(before.index, after.index);
  const beganMs = performance.now();
  const report = await applyChanges(parts, after, changes, correlationId);
  parts.metrics.match_duration_seconds.observe({ direction: 'advisory' }, (performance.now() - beganMs) / 1000);
  await parts.database.transaction(async (tx) => {
    await takeMatching(tx);
    await settleState(tx, parts, after, { from: before.generation, changes, correlationId });
  });
  return report;
}

/** The same for changes that are known already; leaves the state of the estate alone. */
export async function applyChanges(
  parts: Parts,
  after: LiveIndex,
  changes: Pick<IndexChanges, 'packages' | 'names' | 'records'>,
  correlationId: string,
): Promise<DeltaReport> {
  if (changes.records.length === 0) return emptyReport;
  const { database } = parts;
  const components = await componentsOfPackages(database, changes.packages);
  const known = await membersByName(database, changes.names);
  if (components.length === 0 && known.length === 0) return emptyReport;
  const changedGroups = new Set(known.map(({ groupKey }) => groupKey));
  const groups = groupsNamed(
    after,
    known.map(({ name }) => name),
  );
  const weights = await findingsExpected(
    database,
    components.map(({ key }) => key),
  );
  const deltaId = newUuid(parts.clock);
  const chunks = inChunks(components, ({ key }) => weights.get(key) ?? 1, parts.config.matching.chunk_findings);
  let report = emptyReport;
  for (const [place, chunk] of (chunks.length > 0 ? chunks : [[]]).entries()) {
    const id = chunks.length > 1 ? `${deltaId}/${place + 1}` : deltaId;
    report = add(report, await applyChunk(parts, after, chunk, { id, correlationId, changedGroups, groups }));
  }
  return report;
}

function groupsNamed(live: LiveIndex, names: readonly string[]): AliasGroup[] {
  const groups = names.flatMap((name) => live.index.groupOf(name) ?? []);
  return [...new Map(groups.map((group) => [group.id, group])).values()];
}

async function applyChunk(
  parts: Parts,
  live: LiveIndex,
  components: readonly ComponentRow[],
  delta: Pick<DeltaContext, 'correlationId' | 'changedGroups' | 'groups'> & { readonly id: string },
): Promise<DeltaReport> {
  const { report, settled } = await parts.database.transaction(async (tx) => {
    await takeMatching(tx);
    return applyJudgement(tx, parts, live, components, {
      ...delta,
      cause: { kind: 'advisories', id: delta.id },
      atMs: parts.clock.now(),
    });
  });
  rememberGroups(live, settled);
  return report;
}

/** Notes that the estate is up to date with a generation, and tells it. The caller holds the lock of matching. */
export async function settleState(
  tx: Tx,
  parts: Parts,
  live: LiveIndex,
  swap: {
    readonly from: number | undefined;
    readonly changes: Pick<IndexChanges, 'records'> | undefined;
    readonly correlationId: string;
  },
): Promise<void> {
  const state = await readMatchState(tx);
  if (state !== undefined && state.generation === live.generation && state.digest === live.digest) return;
  await writeMatchState(tx, live, parts.clock.now());
  const { correlationId, changes, from } = swap;
  const ids = changes?.records.map(({ id }) => id) ?? [];
  tx.emit({
    event: indexSwapped,
    key: 'index',
    correlationId,
    data: {
      ...(from !== undefined && { from_generation: from }),
      generation: live.generation,
      built_at: new Date(live.builtAtMs).toISOString(),
      records: live.index.manifest.records,
      changed: ids.length,
      digest: live.digest,
    },
  });
  if (ids.length === 0) return;
  tx.emit({
    event: advisoryChanged,
    key: 'index',
    correlationId,
    data: {
      advisory_ids: ids.slice(0, maxEventIds),
      total: ids.length,
      generation: live.generation,
      truncated: ids.length > maxEventIds,
    },
  });
}

/** The sum of two reports. */
export function add(a: DeltaReport, b: DeltaReport): DeltaReport {
  return {
    components: a.components + b.components,
    matchesWritten: a.matchesWritten + b.matchesWritten,
    matchesRemoved: a.matchesRemoved + b.matchesRemoved,
    opened: a.opened + b.opened,
    moved: a.moved + b.moved,
    apvsCreated: a.apvsCreated + b.apvsCreated,
    published: a.published + b.published,
  };
}
