import { type ScanError, snapshotImported } from '@maximus/contracts';
import { newUuid } from '@maximus/kernel';
import {
  currentSnapshot,
  hasContent,
  holdMatching,
  lockGone,
  lockProject,
  noteCheck,
  pairsOfComponents,
  pruneSnapshots,
  refreshPlaces,
  storeContent,
  type Tx,
  wireId,
  writeSnapshot,
} from '@maximus/storage';
import { refreshApvs } from '../apvs/refresh-apvs.ts';
import { seePairs } from '../delta/apply-judgement.ts';
import { emitFindingBatch } from '../delta/batch-events.ts';
import { type FindingStep, takeSteps } from '../delta/steps.ts';
import type { LiveIndex } from '../live-index/live-index.ts';
import type { Parts } from '../parts.ts';
import { stepsWhenGone } from '../rules/finding-transitions.ts';
import { checkStateOf, placeComponents } from './place-components.ts';
import { checkGeneration, type Prepared, prepareImport, storeJudgement } from './prepare-import.ts';
import type { TakenInventory } from './taken-inventory.ts';

/** One import: a project's new inventory, and what asked for it. */
export interface ImportInput {
  readonly projectKey: number;
  /** UUID of the project. */
  readonly projectId: string;
  readonly inventory: TakenInventory;
  /** UUID of the scan. */
  readonly scanId: string;
  /** UUID of a snapshot that was promised to an uploader. */
  readonly snapshotId?: string;
  readonly correlationId: string;
  /** Runs as the last statement of the transaction, so that the scan ends with its snapshot or not at all. */
  readonly finish?: (tx: Tx, report: ImportReport) => Promise<void>;
}

/** What an import did. */
export interface ImportReport {
  readonly snapshotKey: string | null;
  /** Whether anything differed from the snapshot before. */
  readonly changed: boolean;
  readonly components: number;
  readonly added: number;
  readonly removed: number;
  readonly opened: number;
  readonly resolved: number;
  readonly apvsCreated: number;
  readonly published: number;
  readonly generation: number;
  /** Components that could not be kept, as faults of the scan. */
  readonly refused: readonly ScanError[];
}

/**
 * Project × all advisories (oraculo.md §4): stores a project's new inventory as its current snapshot and brings its
 * findings in line, in one transaction. Only components that the estate has never met are judged; for all others what
 * matches is known. A partial snapshot adds and never takes away; a failed one changes nothing but itself.
 */
export async function importSnapshot(parts: Parts, live: LiveIndex, input: ImportInput): Promise<ImportReport> {
  const beganMs = performance.now();
  const prepared = await prepareImport(parts, live, input.inventory);
  await storeJudgement(parts, live, prepared, input.correlationId);
  const { refused } = prepared.gathered;
  // What was left out may be what an earlier snapshot had: it is not gone.
  const isLess = refused.length > 0 && input.inventory.status === 'complete';
  const told = isLess ? { ...input, inventory: { ...input.inventory, status: 'partial' as const } } : input;
  const report = await parts.database.transaction((tx) => write(tx, parts, live, told, prepared));
  parts.metrics.match_duration_seconds.observe({ direction: 'project' }, (performance.now() - beganMs) / 1000);
  return report;
}

async function write(
  tx: Tx,
  parts: Parts,
  live: LiveIndex,
  input: ImportInput,
  prepared: Prepared,
): Promise<ImportReport> {
  const { inventory, projectKey } = input;
  const atMs = parts.clock.now();
  await holdMatching(tx);
  const project = await lockProject(tx, projectKey);
  await checkGeneration(tx, live);
  const before = await currentSnapshot(tx, projectKey);
  const checkState = await checkStateOf(tx, inventory, prepared);
  const isSame =
    input.snapshotId === undefined &&
    before !== undefined &&
    before.status === inventory.status &&
    before.commit === (inventory.commit ?? null) &&
    before.contentDigest?.equals(prepared.content.digest) === true;
  const change = { atMs, actor: 'oraculo' as const, correlationId: input.correlationId };
  if (project.archived || inventory.status === 'failed' || isSame) {
    const snapshotKey =
      isSame || project.archived ? (before?.key ?? null) : await failedSnapshot(tx, parts, input, atMs);
    await noteCheck(tx, { projectKey, atMs, checkState: project.archived ? project.check_state : checkState });
    const report = {
      ...nothing,
      snapshotKey,
      components: project.component_count,
      generation: live.generation,
      refused: prepared.gathered.refused,
    };
    await input.finish?.(tx, report);
    return report;
  }
  const { content } = prepared;
  if (!(await hasContent(tx, content.digest))) await storeContent(tx, 'snapshot', content, atMs);
  const moved = await placeComponents(tx, projectKey, inventory, prepared);
  const context = { ...change, cause: { kind: 'scan', id: wireId('scn', input.scanId) } as const };
  const pairs = await pairsOfComponents(tx, [...prepared.keys.values()]);
  const seen = await seePairs(tx, pairs, context, projectKey);
  const gone = inventory.status === 'complete' ? await resolveGone(tx, projectKey, change) : [];
  const replaced = await refreshPlaces(tx, projectKey);
  const snapshotKey = await writeSnapshot(tx, {
    id: input.snapshotId ?? newUuid(parts.clock),
    projectKey,
    commit: inventory.commit ?? null,
    ref: inventory.ref ?? null,
    takenAtMs: atMs,
    tool: inventory.tool,
    status: inventory.status,
    checkState,
    contentDigest: content.digest,
    files: inventory.files,
    componentCount: prepared.keys.size,
    added: moved.added,
    removed: moved.removed,
    diffFrom: before?.key ?? null,
  });
  await noteCheck(tx, { projectKey, atMs, checkState, snapshotKey, componentCount: moved.total });
  await pruneSnapshots(tx, projectKey, parts.config.scan.keep_snapshots);
  const steps = [...seen.steps, ...gone];
  const touched = [...seen.opened, ...steps.map(({ finding }) => finding)].map(({ groupKey }) => groupKey);
  const apvs = await refreshApvs(tx, parts, live, {
    groupKeys: [...touched, ...replaced],
    used: prepared.groupKeys,
    // Places that moved and findings that went can make a group less than it was: those are counted anew.
    ...(replaced.length === 0 && {
      project: {
        projectKey,
        services: project.services,
        exposure: project.exposure,
        isIncomplete: checkState === 'incomplete',
        isOtherState: before !== undefined && project.check_state !== checkState,
        moves: [
          ...seen.opened.map(({ groupKey }) => ({ groupKey, from: undefined, to: 'suspected' as const })),
          ...steps.map(({ finding, from, to }) => ({ groupKey: finding.groupKey, from, to })),
        ],
      },
    }),
    atMs,
    correlationId: input.correlationId,
  });
  const { sketches } = apvs;
  const batch = { ...context, generation: live.generation, opened: seen.opened, steps, sketches };
  const batches = await emitFindingBatch(tx, batch);
  emitImported(tx, input, { snapshotId: await snapshotIdOf(tx, projectKey), checkState, ...moved }, prepared);
  const report = {
    snapshotKey,
    changed: true,
    components: prepared.keys.size,
    added: moved.added,
    removed: moved.removed,
    opened: seen.opened.length,
    resolved: gone.filter(({ to }) => to === 'resolved').length,
    apvsCreated: apvs.created,
    published: apvs.published + batches + 1,
    generation: live.generation,
    refused: prepared.gathered.refused,
  };
  await input.finish?.(tx, report);
  return report;
}

const nothing = {
  changed: false,
  added: 0,
  removed: 0,
  opened: 0,
  resolved: 0,
  apvsCreated: 0,
  published: 0,
};

async function snapshotIdOf(tx: Tx, projectKey: number) {
  const snapshot = await currentSnapshot(tx, projectKey);
  return wireId('snp', snapshot?.id ?? '');
}

/** A snapshot that could not be taken is kept with what was wrong; the one before stays current. */
async function failedSnapshot(tx: Tx, parts: Parts, input: ImportInput, atMs: number): Promise<string> {
  const { inventory } = input;
  return writeSnapshot(tx, {
    id: input.snapshotId ?? newUuid(parts.clock),
    projectKey: input.projectKey,
    commit: inventory.commit ?? null,
    ref: inventory.ref ?? null,
    takenAtMs: atMs,
    tool: inventory.tool,
    status: 'failed',
    checkState: 'incomplete',
    contentDigest: null,
    files: inventory.files,
    componentCount: 0,
    added: 0,
    removed: 0,
    diffFrom: null,
  });
}

/** Findings whose component a complete snapshot lacks: replaced by another version, or removed. */
async function resolveGone(
  tx: Tx,
  projectKey: number,
  change: { readonly atMs: number; readonly actor: 'oraculo'; readonly correlationId: string },
): Promise<readonly FindingStep[]> {
  const gone = await lockGone(tx, projectKey);
  return takeSteps(
    tx,
    gone.map(({ isReplaced, ...finding }) => ({
      finding,
      steps: stepsWhenGone(finding.status),
      reason: isReplaced ? 'the project has another version now' : 'the project has the component no more',
      resolution: isReplaced ? ('external' as const) : ('removed' as const),
    })),
    change,
  );
}

function emitImported(
  tx: Tx,
  input: ImportInput,
  snapshot: {
    readonly snapshotId: string;
    readonly checkState: string;
    readonly added: number;
    readonly removed: number;
  },
  { keys, content }: Prepared,
): void {
  const projectId = wireId('prj', input.projectId);
  tx.emit({
    event: snapshotImported,
    key: projectId,
    correlationId: input.correlationId,
    data: {
      snapshot_id: snapshot.snapshotId,
      project_id: projectId,
      status: input.inventory.status,
      check_state: snapshot.checkState,
      component_count: keys.size,
      added: snapshot.added,
      removed: snapshot.removed,
      source_digest: content.digest.toString('hex'),
    },
  });
}
