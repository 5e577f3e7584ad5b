import type { ScanTrigger, Severity } from '@maximus/contracts';
import { newUuid } from '@maximus/kernel';
import { type Jobs, type PackedContent, promiseSnapshot, requestScan, storeContent, type Tx } from '@maximus/storage';
import type { Parts } from '../parts.ts';
import { severityRanks } from '../rules/urgency.ts';

/** Name of the job that runs one scan. */
export const scanJob = 'oraculo.scan';

/** Periodic scans wait for everything that somebody asked for. */
const periodicPriority = 100;

/** What a request needs of its project. */
export interface ScannedProject {
  readonly key: number;
  readonly id: string;
}

/** A request for a scan. */
export interface ScanRequest {
  readonly trigger: ScanTrigger;
  readonly correlationId: string;
  /** The least severity that the scan counts; all where absent. */
  readonly minSeverity?: Severity | undefined;
}

/** A scan that will run. */
export interface RequestedScan {
  /** UUID. */
  readonly scanId: string;
  /** Whether it joined one that waited already. */
  readonly joined: boolean;
}

/**
 * Asks for a scan within a transaction: it is queued when that commits. One scan per project runs at a time; a second
 * request joins the one that waits and lends it its urgency.
 */
export async function requestProjectScan(
  tx: Tx,
  parts: Parts,
  jobs: Jobs,
  project: ScannedProject,
  request: ScanRequest,
): Promise<RequestedScan> {
  const { id, joined } = await requestScan(tx, {
    id: newUuid(parts.clock),
    projectKey: project.key,
    trigger: request.trigger,
    correlationId: request.correlationId,
    atMs: parts.clock.now(),
    ...(request.minSeverity !== undefined && { leastSeverityRank: severityRanks.indexOf(request.minSeverity) }),
  });
  await enqueue(tx, jobs, project, id, request.trigger === 'periodic' ? periodicPriority : 0);
  return { scanId: id, joined };
}

/** An inventory that was uploaded, ready to be stored. */
export interface Upload {
  readonly content: PackedContent;
  readonly kind: 'sbom' | 'inventory';
  readonly tool: string;
}

/**
 * Takes an upload on: it is stored with its snapshot and its scan in one transaction, so that whatever is answered with
 * 202 is imported, also after a kill. Uploads never join each other.
 */
export async function requestUpload(
  tx: Tx,
  parts: Parts,
  jobs: Jobs,
  project: ScannedProject,
  upload: Upload,
  request: ScanRequest,
): Promise<RequestedScan & { readonly snapshotId: string }> {
  const atMs = parts.clock.now();
  const snapshotId = newUuid(parts.clock);
  // Under a name of its own, not its digest: the end of one scan must not remove what an equal upload waits with.
  const content = { ...upload.content, digest: Buffer.from(snapshotId.replaceAll('-', ''), 'hex') };
  await storeContent(tx, 'upload', content, atMs);
  const snapshotKey = await promiseSnapshot(tx, { id: snapshotId, projectKey: project.key, tool: upload.tool, atMs });
  const { id } = await requestScan(tx, {
    id: newUuid(parts.clock),
    projectKey: project.key,
    ...request,
    atMs,
    upload: { digest: content.digest, kind: upload.kind, snapshotKey },
  });
  await enqueue(tx, jobs, project, id, 0);
  return { scanId: id, joined: false, snapshotId };
}

async function enqueue(tx: Tx, jobs: Jobs, project: ScannedProject, scanId: string, priority: number): Promise<void> {
  await jobs.enqueue(
    scanJob,
    { scan_id: scanId },
    { queue: `project:${project.key}`, key: `scan:${scanId}`, priority, tx },
  );
}
