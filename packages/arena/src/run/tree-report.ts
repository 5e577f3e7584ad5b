import type { AdvisoryIndex } from '@maximus/advisories';
import type { ScanReport } from '@maximus/contracts';
import { takeInventory } from '@maximus/inventory';
import type { Clock } from '@maximus/kernel';
import { defaultScanConfig, scanFolders, toSettings } from '@maximus/scanning';
import { writeLockGraph } from '../rescan/lock-graph.ts';

/** What one index says of one tree, with the lock graph that it was said of. */
export interface TreeReport {
  readonly report: ScanReport;
  /** CycloneDX JSON. */
  readonly graph: Uint8Array;
}

/** What a scan of a tree needs. */
export interface TreeScan {
  readonly index: AdvisoryIndex;
  /** Age in milliseconds past which the index is stale; default that of a scan. */
  readonly maxIndexAgeMs?: number | undefined;
  readonly clock: Clock;
  readonly version: string;
  readonly signal?: AbortSignal;
  /** Also look where the project's own source uses what is flawed. */
  readonly looksAtUse?: boolean;
}

/**
 * Scans a materialised tree over all of its ecosystems, by no rule of the project: what it ignores is there all the same.
 * Where its code is used matters for a change of code only.
 */
export async function scanTree(tree: string, scan: TreeScan): Promise<TreeReport> {
  const { index, maxIndexAgeMs, clock, version, signal, looksAtUse = false } = scan;
  const standard = toSettings({ ...defaultScanConfig, reachability: looksAtUse });
  const settings = { ...standard, maxDbAgeMs: maxIndexAgeMs ?? standard.maxDbAgeMs };
  const stop = signal === undefined ? {} : { signal };
  const report = await scanFolders({ roots: [tree], workingFolder: tree, index, settings, clock, version, ...stop });
  const inventory = await takeInventory(tree, { clock, ...stop });
  if (!inventory.ok) throw inventory.error;
  return { report, graph: writeLockGraph(inventory.value) };
}

/** Why nothing can be said with this index, if nothing can: it is stale past its limit. */
export function whyStale({ incomplete }: ScanReport): string | undefined {
  return incomplete.find(({ kind }) => kind === 'database')?.message;
}
